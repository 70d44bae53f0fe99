using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Queue.Jobs;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>
/// Writes one job's events. Main path: (1) the job, the clock and looks at the line put what is to be written into one channel, (2) it is written in
/// that order by the one owner of the response, (3) the job's end is the end.
/// </summary>
internal sealed class JobEventStream(HttpResponse response, JobQueue jobs, JobId id, CancellationToken ended)
{
    /// <summary>How often a waiting job's place in line is looked up.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly EventStream _stream = new(response);

    /// <summary>True until an event or a look says otherwise: a client that comes back is not told again that its job waits.</summary>
    private bool _isWaiting = true;
    private int? _lastPosition;

    public async Task RunAsync(IAsyncEnumerable<JobEvent> happening, TimeSpan keepAlive, TimeProvider time)
    {
        // 1. What is to be written.
        var writes = Channel.CreateUnbounded<Func<Task>>();
        await using var clock = time.CreateTimer(
            _ => writes.Writer.TryWrite(() => _stream.CommentAsync("keep-alive", ended)), state: null, keepAlive, keepAlive);
        await using var look = time.CreateTimer(_ => writes.Writer.TryWrite(LookAsync), state: null, LookInterval, LookInterval);
        var listening = ListenAsync(happening, writes.Writer);

        // 2. Write it. The headers first: the client may wait for them to know that it is listening.
        try
        {
            await _stream.StartAsync(ended);
            await foreach (var write in writes.Reader.ReadAllAsync(ended))
                await write();
        }
        finally
        {
            // 3. The end.
            await ((Task)listening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(IAsyncEnumerable<JobEvent> happening, ChannelWriter<Func<Task>> writes)
    {
        Exception? reason = null;
        try
        {
            await foreach (var happened in happening)
                writes.TryWrite(() => TellAsync(happened));
        }
        catch (Exception e)
        {
            reason = e;
        }
        finally
        {
            writes.Complete(reason);
        }
    }

    private async Task TellAsync(JobEvent happened)
    {
        long sequence = happened.Sequence;
        _isWaiting = happened is JobEvent.Queued or JobEvent.Retried;
        await (happened switch
        {
            JobEvent.Queued => TellPositionAsync(sequence),
            JobEvent.Started e => WriteAsync("started", sequence, new StartedEventBody(e.WorkerId, e.Attempt), ReadableJson.Jobs.StartedEventBody),
            JobEvent.AdapterLoading e => WriteAsync("adapter", sequence, new LoadingEventBody(e.Adapter, "loading", e.Fraction), ReadableJson.Jobs.LoadingEventBody),
            JobEvent.AdapterAttached e =>
                WriteAsync("adapter", sequence, new AttachedEventBody(e.Adapter, "attached", e.Image, e.Step), ReadableJson.Jobs.AttachedEventBody),
            JobEvent.Stepped e => WriteAsync("step", sequence, new StepEventBody(e.Image, e.Step, e.Steps, UrlOf(e.Preview)), ReadableJson.Jobs.StepEventBody),
            JobEvent.Retried e => WriteAsync("retried", sequence, new RetriedEventBody(e.Attempt, JobBodies.ErrorOf(e.Reason)), ReadableJson.Jobs.RetriedEventBody),
            _ => TellEndAsync(sequence),
        });
    }

    private async Task LookAsync()
    {
        if (!_isWaiting)
            return;
        var job = await jobs.FindAsync(id, ended);
        _isWaiting = job is { State: JobState.Queued };
        if (_isWaiting && job!.Position != _lastPosition)
            await WritePositionAsync(null, job);
    }

    private async Task TellPositionAsync(long sequence) => await WritePositionAsync(sequence, await jobs.FindAsync(id, ended));

    private Task WritePositionAsync(long? sequence, JobSnapshot? job)
    {
        _lastPosition = job?.Position;
        return WriteAsync("queued", sequence, new QueuedEventBody(job?.Position, job?.EstimatedWait?.TotalSeconds), ReadableJson.Jobs.QueuedEventBody);
    }

    /// <summary>A job that is forgotten in this very moment ends the stream without its last event; the client then finds that it is gone.</summary>
    private async Task TellEndAsync(long sequence)
    {
        if (await jobs.FindAsync(id, ended) is { } job)
            await WriteAsync(JobBodies.Word(job.State), sequence, JobBodies.Of(job), ReadableJson.Jobs.JobBody);
    }

    private Task WriteAsync<T>(string name, long? sequence, T body, JsonTypeInfo<T> type) =>
        _stream.EventAsync(name, sequence, JsonSerializer.SerializeToUtf8Bytes(body, type), ended);

    private static string? UrlOf(JobPreview? preview) =>
        preview is null ? null : $"data:{preview.MediaType};base64,{Convert.ToBase64String(preview.Content.Span)}";
}
