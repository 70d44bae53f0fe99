using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Queue.Events;
using SwiftDiffusion.Queue.Jobs;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>Waits for the end of a job for as long as <c>Prefer: wait</c> asks (RFC 7240, 4.3).</summary>
internal sealed class JobWait(JobQueue jobs, JobEvents events, DrainDeadline drain, TimeProvider time)
{
    /// <summary>Longer waits are cut to this: proxies give up on silent requests soon after.</summary>
    public const int MostSeconds = 60;

    private const string Preference = "wait=";

    /// <summary>The seconds a request prefers to wait; null when it does not say. What cannot be read is no preference.</summary>
    public static int? SecondsOf(HttpRequest request)
    {
        var preferences = request.Headers["Prefer"].SelectMany(value => (value ?? "").Split([',', ';'], StringSplitOptions.TrimEntries));
        string? wait = preferences.FirstOrDefault(preference => preference.StartsWith(Preference, StringComparison.OrdinalIgnoreCase));
        return wait is not null && uint.TryParse(wait.AsSpan(Preference.Length).Trim('"'), out uint seconds) ? (int)Math.Min(seconds, MostSeconds) : null;
    }

    /// <summary>The job when it has ended, the time is over or the server is to stop, whichever is first; null when it was forgotten meanwhile.</summary>
    public async Task<JobSnapshot?> ForEndAsync(JobId id, int seconds, CancellationToken clientGone)
    {
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clientGone, over.Token, drain.Stopping);
        try
        {
            await foreach (var happened in events.WatchAsync(id, 0, either.Token))
            {
                if (happened.IsEnd)
                    break;
            }
        }
        catch (OperationCanceledException) when (!clientGone.IsCancellationRequested)
        {
            // The time is over; the client can ask on elsewhere.
        }

        return await jobs.FindAsync(id, clientGone);
    }
}
