namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>
/// An adapter cannot be had or cannot be used. Name and reason are fit for whoever sent the request: they hold no path, address or credential of the
/// server.
/// </summary>
public sealed class AdapterLoadException : Exception
{
    /// <param name="name">What the request calls the adapter.</param>
    /// <param name="reason">Why, as the rest of a sentence that the name begins.</param>
    /// <param name="inner">What happened, for the operator.</param>
    public AdapterLoadException(string name, string reason, Exception? inner = null)
        : base($"LoRA '{name}': {reason}", inner)
    {
        Name = name;
        Reason = reason;
    }

    public string Name { get; }

    public string Reason { get; }
}
