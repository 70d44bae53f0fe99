using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>
/// <c>POST /v1/images/generations</c>, <c>/edits</c> and <c>/variations</c>.
/// <list type="number">
/// <item>refuse while nobody could do the work</item>
/// <item>read the body, JSON or a form</item>
/// <item>parse it into a job, or answer with every problem</item>
/// <item>have the job done, within its deadline and while the client waits</item>
/// <item>answer with the pictures or the failure</item>
/// </list>
/// </summary>
internal sealed class ImagesApi(
    IGenerationService service,
    IPictureService pictures,
    BoundedGeneration generation,
    ImagesStream stream,
    ImagesResponse answers,
    ISeedSource seeds,
    IOptions<GatewayOptions> options,
    GatewayTelemetry telemetry,
    ProblemWriter problems,
    ILogger<ImagesApi> logger)
{
    public async Task HandleAsync(HttpContext context, ImagesOperation operation)
    {
        // 1. readiness
        var models = service.Models;
        if (NotReadyReason(models) is { } reason)
        {
            await FailAsync(context, new JobFailure(FailureCode.NotReady, $"The service is not ready: {reason}."));
            telemetry.Refused(FailureCode.NotReady);
            return;
        }

        // 2. body
        bool isForm = operation.HasSource && FormBody.IsForm(context.Request.ContentType);
        if (!isForm && !context.Request.HasJsonContentType())
        {
            await RefuseMediaTypeAsync(context, operation);
            return;
        }

        var (body, malformed) = await ReadBodyAsync(context, isForm);
        if (body is null)
        {
            await RefuseAsync(context, [malformed!]);
            return;
        }

        // 3. parse
        using (body)
        {
            var parsed = RequestParser.Parse(operation, body, new ParseContext(models, options.Value, seeds.NextSeed(), pictures));
            if (parsed is not ParsedRequest.Valid { Request: var request })
            {
                await RefuseAsync(context, ((ParsedRequest.Invalid)parsed).Problems);
                return;
            }

            // 4. and 5.
            await AnswerAsync(context, operation, request);
        }
    }

    private async Task AnswerAsync(HttpContext context, ImagesOperation operation, ImagesRequest request)
    {
        // 4. generate
        var outcome = request.IsStreamed
            ? await stream.RunAsync(context, operation, request)
            : await generation.RunAsync(request.Job, progress: null, context.RequestAborted);

        // 5. answer
        if (outcome is GenerationOutcome.Failed { Failure: var failure })
        {
            await FailAsync(context, failure);
            return;
        }

        var result = ((GenerationOutcome.Completed)outcome).Result;
        double denoiseMs = result.Timings.Denoise.TotalMilliseconds;
        Log.Generated(logger, context.TraceIdentifier, result.Images.Length, request.Job.Model, request.Job.InferenceSteps, denoiseMs);
        if (request.IsStreamed)
            return;
        context.Features.Set(result.Timings);
        await answers.WriteAsync(context, request, result);
    }

    private string? NotReadyReason(IReadOnlyList<ModelInfo> models) =>
        service.Readiness.Reason ?? (models.Count == 0 ? "no model is served" : null);

    private static async Task<(RequestBody? Body, RequestProblem? Problem)> ReadBodyAsync(HttpContext context, bool isForm)
    {
        var bytes = await BodyReader.ReadAsync(context.Request, context.RequestAborted);
        if (isForm)
            return await FormBody.ParseAsync(bytes, context.Request.ContentType!, context.RequestAborted);
        var json = JsonBody.Parse(bytes, out var problem);
        return json is null ? (null, problem) : (new RequestBody(json, []), null);
    }

    private Task RefuseMediaTypeAsync(HttpContext context, ImagesOperation operation)
    {
        telemetry.Refused(FailureCode.InvalidRequest);
        string found = context.Request.ContentType is { } type ? FoundText.Shorten(type) : "none";
        string accepted = operation.HasSource ? "multipart/form-data or application/json" : "application/json";
        string message = $"Content-Type: found {found}; accepted: {accepted}.";
        return problems.WriteAsync(context, ApiProblem.FromStatus(StatusCodes.Status415UnsupportedMediaType, message));
    }

    private Task RefuseAsync(HttpContext context, ImmutableArray<RequestProblem> found)
    {
        var problem = ApiProblem.From(found);
        telemetry.Refused(ApiProblem.CodeOf(found));
        Log.RequestRefused(logger, context.TraceIdentifier, problem.Code, problem.Parameter, found.Length);
        return problems.WriteAsync(context, problem);
    }

    private Task FailAsync(HttpContext context, JobFailure failure)
    {
        var response = context.Response;
        // A client that left gets no body: writing one would only throw.
        if (context.RequestAborted.IsCancellationRequested)
        {
            if (!response.HasStarted)
                response.StatusCode = FailureCode.Cancelled.HttpStatus();
            return Task.CompletedTask;
        }

        Log.GenerationFailed(logger, context.TraceIdentifier, failure.Code.Tag(), failure.Message);
        // A stream that has begun has told it already.
        return response.HasStarted ? Task.CompletedTask : problems.WriteAsync(context, ApiProblem.From(failure));
    }
}
