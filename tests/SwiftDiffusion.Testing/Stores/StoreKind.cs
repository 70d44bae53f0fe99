namespace SwiftDiffusion.Testing.Stores;

/// <summary>What the queue runs on.</summary>
public enum StoreKind
{
    Embedded,
    Redis,
}
