using System.Net.Http.Headers;
using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>
/// The native jobs API.
/// <list type="number">
/// <item><c>POST /v1/jobs</c> is answered 202 with the job's Location</item>
/// <item>its events are followed until one is the last; a server without events is asked again and again</item>
/// <item><c>GET</c> the job: its state, and how long each phase took</item>
/// <item>if the generator takes the request back, <c>DELETE</c> the job</item>
/// </list>
/// </summary>
internal sealed class JobsTarget(ApiClient client, TargetOptions options, TimeProvider time) : ITarget
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100), CancelTimeout = TimeSpan.FromSeconds(5);

    private ImageSize _defaultSize = new(512, 512);

    public async Task<ServerCatalog> ReadCatalogAsync(CancellationToken cancellation)
    {
        var catalog = await ModelList.ReadAsync(client, options, cancellation).ConfigureAwait(false);
        _defaultSize = catalog.DefaultSize ?? _defaultSize;
        return catalog;
    }

    public async Task<Answer> SendAsync(TraceRequest request, CancellationToken cancellation)
    {
        // 1. submit
        var authorization = OpenAITarget.Bearer(options, request.Key);
        var body = ImagesBody.Create(request, options.Model, request.Size ?? _defaultSize);
        var submitted = await client.SendAsync(HttpMethod.Post, "v1/jobs", body, authorization, cancellation).ConfigureAwait(false);
        if (!submitted.IsSuccess)
            return Answers.Ended(Answers.OutcomeOf(submitted.Status), submitted, Answers.ErrorOf(submitted));
        if (submitted.Headers.Location is not { } location)
            return Answers.Ended(Outcome.Failed, submitted, "The answer to POST /v1/jobs has no Location.");

        try
        {
            // 2. and 3. wait
            return await WaitAsync(location.ToString(), authorization, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // 4. take back
            await CancelAsync(location.ToString(), authorization).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Answer> WaitAsync(string job, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
    {
        await FollowEventsAsync($"{job.TrimEnd('/')}/events", authorization, cancellation).ConfigureAwait(false);
        while (true)
        {
            var response = await client.SendAsync(HttpMethod.Get, job, null, authorization, cancellation).ConfigureAwait(false);
            if (!response.IsSuccess)
                return Answers.Ended(Answers.OutcomeOf(response.Status), response, Answers.ErrorOf(response));
            if (JobState.OutcomeOf(response.Json()?["status"]?.ToString()) is { } outcome)
                return Answers.Ended(outcome, response, outcome == Outcome.Completed ? null : Answers.ErrorOf(response));
            await Task.Delay(PollInterval, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the job has ended, or at once when there are no events; the caller looks at the job in any case.</summary>
    private async Task FollowEventsAsync(string path, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
    {
        using var response = await client.OpenEventsAsync(path, authorization, cancellation).ConfigureAwait(false);
        if (response is not null)
            await JobEvents.ReadToEndAsync(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    private async Task CancelAsync(string job, AuthenticationHeaderValue? authorization)
    {
        using var timeout = new CancellationTokenSource(CancelTimeout, time);
        try
        {
            await client.SendAsync(HttpMethod.Delete, job, null, authorization, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The request counts as cancelled all the same: a client that leaves cannot do more than ask.
        }
    }
}
