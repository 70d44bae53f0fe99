namespace SwiftDiffusion.Queue.Store;

/// <summary>How a connection to the store behaves.</summary>
/// <param name="QueueName">Begins every key and channel.</param>
/// <param name="Clock">Whose time scripts go by.</param>
/// <param name="Patience">How long a caller waits for a store that is away.</param>
/// <param name="Log">Makes changes safe before they are reported; null when the store sees to it.</param>
internal sealed record StoreSettings(string QueueName, QueueClock Clock, TimeSpan Patience, ICommitLog? Log);
