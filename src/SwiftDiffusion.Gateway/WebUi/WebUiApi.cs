using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>
/// <c>POST /sdapi/v1/txt2img</c> and <c>img2img</c>.
/// <list type="number">
/// <item>refuse while nobody could do the work</item>
/// <item>read and parse the body, or answer with every problem</item>
/// <item>have the job done as a task that can be watched and stopped</item>
/// <item>answer with the pictures, with what there is to see of a stopped task, or with the failure</item>
/// </list>
/// </summary>
internal sealed class WebUiApi(
    IGenerationService service,
    IPictureService pictures,
    BoundedGeneration generation,
    WebUiTasks tasks,
    WebUiSettingsStore settings,
    WebUiResponse answers,
    ISeedSource seeds,
    IOptions<GatewayOptions> options,
    GatewayTelemetry telemetry,
    ProblemWriter problems,
    ILogger<WebUiApi> logger)
{
    public async Task HandleAsync(HttpContext context, bool isImg2Img)
    {
        // 1. readiness
        var models = service.Models;
        if ((service.Readiness.Reason ?? (models.Count == 0 ? "no model is served" : null)) is { } reason)
        {
            telemetry.Refused(FailureCode.NotReady);
            await problems.WriteAsync(context, ApiProblem.From(new JobFailure(FailureCode.NotReady, $"The service is not ready: {reason}.")));
            return;
        }

        // 2. body; clients do not always label it
        using var body = JsonBody.Parse(await BodyReader.ReadAsync(context.Request, context.RequestAborted), out var malformed);
        var parseContext = new ParseContext(models, options.Value, seeds.NextSeed(), pictures);
        var parsed = body is null
            ? new WebUiParsed.Invalid(StatusCodes.Status422UnprocessableEntity, null, [malformed!])
            : WebUiParser.Parse(isImg2Img, body.RootElement, settings.Current, parseContext);
        if (parsed is not WebUiParsed.Valid { Request: var request })
        {
            await RefuseAsync(context, (WebUiParsed.Invalid)parsed);
            return;
        }

        // 3. generate
        var task = tasks.Begin(request.TaskId, request.Job, request.Batches);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, task.Stopped);
            var outcome = await generation.RunAsync(request.Job, task, either.Token);

            // 4. answer
            await AnswerAsync(context, request, task, outcome);
        }
        finally
        {
            tasks.End(task);
            task.Dispose();
        }
    }

    private Task RefuseAsync(HttpContext context, WebUiParsed.Invalid invalid)
    {
        telemetry.Refused(ApiProblem.CodeOf(invalid.Problems));
        Log.RequestRefused(logger, context.TraceIdentifier, FailureCode.InvalidRequest.Tag(), invalid.Problems[0].Field, invalid.Problems.Length);
        return WebUiError.RefuseAsync(context, invalid);
    }

    private Task AnswerAsync(HttpContext context, WebUiRequest request, WebUiTask task, GenerationOutcome outcome)
    {
        if (outcome is GenerationOutcome.Completed { Result: var result })
        {
            Log.Generated(
                logger, context.TraceIdentifier, result.Images.Length, request.Job.Model, request.Job.InferenceSteps, result.Timings.Denoise.TotalMilliseconds);
            context.Features.Set(result.Timings);
            return answers.WriteAsync(context, request, [.. result.Images.Select(image => image.Content)], [.. result.Images.Select(image => image.Infotext)], task);
        }

        var failure = ((GenerationOutcome.Failed)outcome).Failure;
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = FailureCode.Cancelled.HttpStatus();
            return Task.CompletedTask;
        }

        if (task.IsStopped && failure.Code == FailureCode.Cancelled)
            return answers.WriteAsync(context, request, task.Previews(), [], task);
        Log.GenerationFailed(logger, context.TraceIdentifier, failure.Code.Tag(), failure.Message);
        return problems.WriteAsync(context, ApiProblem.From(failure));
    }
}
