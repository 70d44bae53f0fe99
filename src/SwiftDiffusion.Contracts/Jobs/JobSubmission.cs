namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>A job as it is handed to the queue: what to make, for whom, and within what time.</summary>
public sealed record JobSubmission
{
    /// <summary>Chosen by the sender, so that sending it again after a lost answer cannot make a second job.</summary>
    public required JobId Id { get; init; }

    public required GenerationJob Job { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>Who asks: an id of the API key, never the key itself.</summary>
    public required string ApiKeyId { get; init => field = Require.Name(value); }

    public KeyLimits Limits { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = KeyLimits.None;

    public JobPriority Priority { get; init => field = Require.Defined(value); } = JobPriority.Normal;

    /// <summary>How long it may wait for its first worker; null for as long as <see cref="TotalTimeout"/> allows.</summary>
    public TimeSpan? StartTimeout { get; init => field = Require.Positive(value); }

    /// <summary>How long it may take from acceptance to its end, attempts and waits included; null for no bound.</summary>
    public TimeSpan? TotalTimeout { get; init => field = Require.Positive(value); }

    public IdempotencyKey? Idempotency { get; init; }

    /// <summary>W3C <c>traceparent</c> of the request, so that the worker's activities join it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Who wants to be told of the end.</summary>
    public Uri? Webhook { get; init; }
}
