namespace SwiftDiffusion.Queue.Tests.Stores;

/// <summary>What tests that run on both stores have in common.</summary>
public abstract class QueueTests(StoreFixture stores)
{
    public static TheoryData<StoreKind> Stores => [StoreKind.Embedded, StoreKind.Redis];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected Task<TestQueue> OpenAsync(StoreKind kind, Action<QueueOptions>? configure = null) => TestQueue.OpenAsync(stores, kind, configure);
}
