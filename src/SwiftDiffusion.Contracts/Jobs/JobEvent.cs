namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>
/// Something that happened to a job. Closed. Sequence numbers of a job increase strictly; in a replay those of superseded progress are missing.
/// </summary>
public abstract record JobEvent
{
    private JobEvent()
    {
    }

    /// <summary>From 1, increasing within the job.</summary>
    public required long Sequence { get; init; }

    /// <summary>When, by the store's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>True for the job's last event.</summary>
    public bool IsEnd => this is Completed or Failed or Cancelled;

    /// <summary>Accepted. Its place in line changes without events; a snapshot tells it.</summary>
    public sealed record Queued : JobEvent;

    /// <summary>A worker took it.</summary>
    /// <param name="WorkerId">Which.</param>
    /// <param name="Attempt">From 1.</param>
    public sealed record Started(string WorkerId, int Attempt) : JobEvent;

    /// <summary>A step of the denoising loop is done.</summary>
    /// <param name="Image">Index of the image.</param>
    /// <param name="Step">Steps done, from 1.</param>
    /// <param name="Steps">Steps to do.</param>
    /// <param name="Preview">A small picture of where it stands, if one was made.</param>
    public sealed record Stepped(int Image, int Step, int Steps, JobPreview? Preview) : JobEvent;

    /// <summary>An adapter is on its way to the worker. Superseded like a step.</summary>
    /// <param name="Adapter">Its name.</param>
    /// <param name="Fraction">0..1 of its bytes; null when nobody knows how many there are.</param>
    public sealed record AdapterLoading(string Adapter, double? Fraction) : JobEvent;

    /// <summary>An adapter joined an image.</summary>
    /// <param name="Adapter">Its name.</param>
    /// <param name="Image">Index of the image.</param>
    /// <param name="Step">The first step with it, from 0.</param>
    public sealed record AdapterAttached(string Adapter, int Image, int Step) : JobEvent;

    /// <summary>An attempt was lost and the job waits again.</summary>
    /// <param name="Attempt">The attempt that ended; 0 when a worker handed the job back unharmed.</param>
    /// <param name="Reason">What ended it.</param>
    public sealed record Retried(int Attempt, JobFailure Reason) : JobEvent;

    /// <summary>The pictures are stored.</summary>
    public sealed record Completed : JobEvent;

    /// <summary>It ended without pictures.</summary>
    public sealed record Failed(JobFailure Failure) : JobEvent;

    /// <summary>Somebody stopped it.</summary>
    public sealed record Cancelled : JobEvent;
}
