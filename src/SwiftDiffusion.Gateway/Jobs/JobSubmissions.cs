using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Queue.Jobs;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>
/// <c>POST /v1/jobs</c>. The job outlives its request: a client that leaves cancels nothing.
/// <list type="number">
/// <item>read the headers and the body, and parse it into a job, or answer with every problem</item>
/// <item>hand it in, or answer why the queue does not take it</item>
/// <item>wait for its end if the client prefers to</item>
/// <item>answer with the job</item>
/// </list>
/// </summary>
internal sealed class JobSubmissions(
    JobQueue jobs,
    JobWait wait,
    FleetWatch fleet,
    IPictureService pictures,
    ISeedSource seeds,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    GatewayTelemetry telemetry,
    ProblemWriter problems,
    ILogger<JobSubmissions> logger)
{
    private const string IdempotencyHeader = "Idempotency-Key";
    private const int LongestIdempotencyKey = 255;

    public async Task HandleAsync(HttpContext context)
    {
        // 1. Parse.
        if (await ReadAsync(context) is not { } submission)
            return;

        // 2. Hand in.
        var admission = await jobs.EnqueueAsync(submission, context.RequestAborted);
        if (admission is not Admission.Accepted { Id: var id })
        {
            await RefuseAsync(context, admission);
            return;
        }

        // 3. Wait.
        int? seconds = JobWait.SecondsOf(context.Request);
        var job = seconds is { } most ? await wait.ForEndAsync(id, most, context.RequestAborted) : await jobs.FindAsync(id, context.RequestAborted);

        // 4. Answer. A job may have ended and been forgotten already where results are kept for seconds.
        await AnswerAsync(context, job ?? throw new InvalidOperationException($"{id} was forgotten before it was shown."), seconds);
    }

    private async Task<JobSubmission?> ReadAsync(HttpContext context)
    {
        var models = fleet.View.Models;
        if (models.IsEmpty)
        {
            telemetry.Refused(FailureCode.NotReady);
            string reason = fleet.View.Readiness.Reason ?? "no model is served";
            await problems.WriteAsync(context, ApiProblem.From(new JobFailure(FailureCode.NotReady, $"The service is not ready: {reason}.")));
            return null;
        }

        if (!context.Request.HasJsonContentType())
        {
            await RefuseMediaTypeAsync(context);
            return null;
        }

        var bytes = await BodyReader.ReadAsync(context.Request, context.RequestAborted);
        using var body = JsonBody.Parse(bytes, out var malformed);
        var key = ApiKey.Of(context);
        var parseContext = new ParseContext(models, options.Value, seeds.NextSeed(), pictures);
        var (request, found) = body is null ? (null, [malformed!]) : JobRequestParser.Parse(body.RootElement, key, parseContext);
        var idempotency = ReadIdempotency(context.Request, bytes, ref found);
        if (found.IsEmpty)
            return SubmissionOf(request!, key, idempotency);
        await RefuseAsync(context, found);
        return null;
    }

    /// <summary>The same key with the same bytes is the same job. A seed that is chosen here does not count: it differs each time.</summary>
    private static IdempotencyKey? ReadIdempotency(HttpRequest request, ReadOnlyMemory<byte> body, ref ImmutableArray<RequestProblem> found)
    {
        if (!request.Headers.TryGetValue(IdempotencyHeader, out var values))
            return null;
        string value = $"{values}";
        if (value.Length is > 0 and <= LongestIdempotencyKey && !string.IsNullOrWhiteSpace(value))
            return new IdempotencyKey(value, Convert.ToHexStringLower(SHA256.HashData(body.Span)));
        found = found.Add(new RequestProblem(IdempotencyHeader, $"{value.Length} characters", $"1 to {LongestIdempotencyKey} characters", FailureCode.InvalidRequest));
        return null;
    }

    private JobSubmission SubmissionOf(JobRequest request, ApiKey key, IdempotencyKey? idempotency) => new()
    {
        Id = JobId.At(time.GetUtcNow()),
        Job = request.Job,
        ApiKeyId = key.Id,
        Limits = key.Limits,
        Priority = request.Priority,
        StartTimeout = request.StartTimeout,
        TotalTimeout = request.Timeout,
        Idempotency = idempotency,
        TraceParent = Activity.Current?.Id,
        Webhook = request.Webhook,
    };

    private Task RefuseAsync(HttpContext context, ImmutableArray<RequestProblem> found)
    {
        var problem = ApiProblem.From(found);
        telemetry.Refused(ApiProblem.CodeOf(found));
        Log.RequestRefused(logger, context.TraceIdentifier, problem.Code, problem.Parameter, found.Length);
        return problems.WriteAsync(context, problem);
    }

    private Task RefuseAsync(HttpContext context, Admission admission)
    {
        var failure = Refusals.Of(admission)!;
        telemetry.Refused(failure.Code);
        Log.RequestRefused(logger, context.TraceIdentifier, failure.Code.Tag(), null, 1);
        return problems.WriteAsync(context, admission is Admission.IdempotencyConflict ? ApiProblem.OfIdempotency(failure.Message) : ApiProblem.From(failure));
    }

    private Task RefuseMediaTypeAsync(HttpContext context)
    {
        telemetry.Refused(FailureCode.InvalidRequest);
        string found = context.Request.ContentType is { } type ? FoundText.Shorten(type) : "none";
        string message = $"Content-Type: found {found}; accepted: application/json.";
        return problems.WriteAsync(context, ApiProblem.FromStatus(StatusCodes.Status415UnsupportedMediaType, message));
    }

    private static Task AnswerAsync(HttpContext context, JobSnapshot job, int? waited)
    {
        var response = context.Response;
        response.StatusCode = waited is not null && job.HasEnded ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        response.Headers.Location = JobBodies.UrlOf(job.Id);
        if (waited is { } seconds)
            response.Headers["Preference-Applied"] = $"wait={seconds}";
        if (!job.HasEnded)
            response.Headers.RetryAfter = "1";
        return JobsApi.WriteAsync(context, job);
    }
}
