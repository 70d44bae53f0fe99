using System.Globalization;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Queue.Jobs;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>Asks for jobs, stops them, fetches their pictures. Jobs of another API key are as unknown as those that never were.</summary>
internal sealed class JobsApi(JobQueue jobs, TimeProvider time, ProblemWriter problems)
{
    private const int StandardLimit = 20, MostListed = 100;

    public async Task GetAsync(HttpContext context, string id)
    {
        if (await FindAsync(context, id) is { } job)
            await WriteAsync(context, job);
    }

    public async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        int limit = StandardLimit;
        if (query["limit"] is [{ } text] && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostListed))
        {
            await RefuseAsync(context, "limit", $"a whole number from 1 to {MostListed}");
            return;
        }

        JobId? before = null;
        if (query["before"] is [{ } beforeText])
        {
            if (!JobId.TryParse(beforeText, out var id))
            {
                await RefuseAsync(context, "before", "the id of a job");
                return;
            }

            before = id;
        }

        // One more than asked for tells whether there are more.
        var found = await jobs.ListAsync(ApiKey.Of(context).Id, limit + 1, before, context.RequestAborted);
        var body = new JobListBody("list", [.. found.Take(limit).Select(JobBodies.Of)], found.Length > limit);
        await context.Response.WriteAsJsonAsync(body, ReadableJson.Jobs.JobListBody, contentType: null, context.RequestAborted);
    }

    public async Task CancelAsync(HttpContext context, string id)
    {
        if (await FindAsync(context, id) is not { } job)
            return;
        if (!job.HasEnded)
        {
            await jobs.CancelAsync(job.Id, context.RequestAborted);
            job = await jobs.FindAsync(job.Id, context.RequestAborted) ?? job;
        }

        await WriteAsync(context, job);
    }

    public async Task ImageAsync(HttpContext context, string id, string index)
    {
        if (await FindAsync(context, id) is not { } job)
            return;
        bool isNumber = int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        if (!isNumber || await jobs.FindPictureAsync(job.Id, number, context.RequestAborted) is not { } picture)
        {
            string reason = job.State == JobState.Completed ? "has no such picture" : $"is {JobBodies.Word(job.State)}";
            await RefuseUnknownAsync(context, "unknown_image", $"There is no picture {index}: {job.Id} {reason}.");
            return;
        }

        var response = context.Response;
        int seconds = (int)Math.Max(0, ((job.Expires ?? time.GetUtcNow()) - time.GetUtcNow()).TotalSeconds);
        response.ContentType = picture.MediaType;
        response.ContentLength = picture.Content.Length;
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, max-age={seconds}, immutable");
        response.Headers.XContentTypeOptions = "nosniff";
        await response.Body.WriteAsync(picture.Content, context.RequestAborted);
    }

    /// <summary>The caller's job of that id; null when there is none, which has been answered then.</summary>
    public async Task<JobSnapshot?> FindAsync(HttpContext context, string id)
    {
        var job = JobId.TryParse(id, out var jobId) ? await jobs.FindAsync(jobId, context.RequestAborted) : null;
        if (job is not null && job.ApiKeyId == ApiKey.Of(context).Id)
            return job;
        await RefuseUnknownAsync(context, "unknown_job", "There is no job of that id, or it is no longer known.");
        return null;
    }

    public static Task WriteAsync(HttpContext context, JobSnapshot job)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(JobBodies.Of(job), ReadableJson.Jobs.JobBody, contentType: null, context.RequestAborted);
    }

    private Task RefuseUnknownAsync(HttpContext context, string code, string message) =>
        problems.WriteAsync(context, new ApiProblem(StatusCodes.Status404NotFound, code, message, null, IsRetryable: false, []));

    private Task RefuseAsync(HttpContext context, string parameter, string accepted)
    {
        var problem = new Requests.RequestProblem(parameter, $"\"{Requests.FoundText.Shorten($"{context.Request.Query[parameter]}")}\"", accepted, FailureCode.InvalidRequest);
        return problems.WriteAsync(context, ApiProblem.From([problem]));
    }
}
