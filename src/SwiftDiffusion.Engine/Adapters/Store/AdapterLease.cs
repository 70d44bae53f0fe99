namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>An adapter that stays in memory until this is disposed.</summary>
public sealed class AdapterLease : IDisposable
{
    private readonly Lease<LoraFile> _lease;

    internal AdapterLease(Lease<LoraFile> lease) => _lease = lease;

    public LoraFile Adapter => _lease.Value;

    public void Dispose() => _lease.Dispose();
}
