namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>A file could not be fetched. The reason names neither the store nor the address: whoever asked for the adapter may read it.</summary>
/// <param name="reason">The rest of a sentence that the adapter's name begins.</param>
/// <param name="isTransient">Whether the same attempt may well succeed a little later.</param>
/// <param name="inner">What happened.</param>
internal sealed class TransferException(string reason, bool isTransient, Exception? inner = null) : Exception(reason, inner)
{
    public string Reason => Message;

    public bool IsTransient => isTransient;

    /// <summary>How long the store asks to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
