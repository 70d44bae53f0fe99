using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>
/// <c>POST /v1/images/generations</c>.
/// <list type="number">
/// <item>refuse while nobody could do the work</item>
/// <item>read the body</item>
/// <item>parse it into a job, or answer with every problem</item>
/// <item>have the job done, within its deadline and while the client waits</item>
/// <item>answer with the pictures or the failure</item>
/// </list>
/// </summary>
internal sealed class ImagesApi(
    IGenerationService service,
    BoundedGeneration generation,
    ISeedSource seeds,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    GatewayTelemetry telemetry,
    ProblemWriter problems,
    ILogger<ImagesApi> logger)
{
    public async Task GenerateAsync(HttpContext context)
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
        if (!context.Request.HasJsonContentType())
        {
            await RefuseMediaTypeAsync(context);
            return;
        }

        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);

        // 3. parse
        var parsed = RequestParser.Parse(body, models, options.Value, seeds.NextSeed());
        if (parsed is not ParsedRequest.Valid { Request: var request })
        {
            await RefuseAsync(context, (ParsedRequest.Invalid)parsed);
            return;
        }

        // 4. generate
        var outcome = await generation.RunAsync(request.Job, context.RequestAborted);

        // 5. answer
        if (outcome is GenerationOutcome.Completed { Result: var result })
            await AnswerAsync(context, request, result);
        else
            await FailAsync(context, ((GenerationOutcome.Failed)outcome).Failure);
    }

    private string? NotReadyReason(IReadOnlyList<ModelInfo> models) =>
        service.Readiness.Reason ?? (models.Count == 0 ? "no model is served" : null);

    private Task RefuseMediaTypeAsync(HttpContext context)
    {
        telemetry.Refused(FailureCode.InvalidRequest);
        string found = context.Request.ContentType is { } type ? FoundText.Shorten(type) : "none";
        string message = $"Content-Type: found {found}; accepted: application/json.";
        return problems.WriteAsync(context, ApiProblem.FromStatus(StatusCodes.Status415UnsupportedMediaType, message));
    }

    private Task RefuseAsync(HttpContext context, ParsedRequest.Invalid invalid)
    {
        var problem = ApiProblem.From(invalid.Problems);
        telemetry.Refused(ApiProblem.CodeOf(invalid.Problems));
        Log.RequestRefused(logger, context.TraceIdentifier, problem.Code, problem.Parameter, invalid.Problems.Length);
        return problems.WriteAsync(context, problem);
    }

    private Task AnswerAsync(HttpContext context, ImagesRequest request, GenerationResult result)
    {
        var job = request.Job;
        double denoiseMs = result.Timings.Denoise.TotalMilliseconds;
        Log.Generated(logger, context.TraceIdentifier, result.Images.Length, job.Model, job.InferenceSteps, denoiseMs);
        context.Features.Set(result.Timings);
        return ImagesResponse.WriteAsync(context.Response, request, result, time.GetUtcNow(), context.RequestAborted);
    }

    private Task FailAsync(HttpContext context, JobFailure failure)
    {
        // A client that left gets no body: writing one would only throw.
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = FailureCode.Cancelled.HttpStatus();
            return Task.CompletedTask;
        }

        Log.GenerationFailed(logger, context.TraceIdentifier, failure.Code.Tag(), failure.Message);
        return problems.WriteAsync(context, ApiProblem.From(failure));
    }
}
