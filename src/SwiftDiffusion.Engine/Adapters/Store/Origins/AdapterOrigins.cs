namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>What whoever opens the tiers adds to the stores that adapters come from.</summary>
public sealed record AdapterOrigins
{
    /// <summary>
    /// Makes the connections to guarded sources (<see cref="AdapterSource.Remote.IsGuarded"/>), to where a redirect leads as well; throws
    /// <see cref="AddressRefusedException"/> for where they must not lead. Null: there are no such sources.
    /// </summary>
    public Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? ConnectGuarded { get; init; }

    /// <summary>Opens a file that is kept by its hash, with its size; null when it is not there. Null: there are no such sources.</summary>
    public Func<string, CancellationToken, Task<(Stream Content, long SizeBytes)?>>? OpenContent { get; init; }
}
