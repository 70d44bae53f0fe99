using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

/// <summary>Remembers the last report and says when so many bytes have arrived.</summary>
internal sealed class ProgressLog(long bytes, TaskCompletionSource reached) : IProgress<AdapterProgress>
{
    public AdapterProgress? Last { get; private set; }

    public void Report(AdapterProgress value)
    {
        Last = value;
        if (value.ReceivedBytes >= bytes)
            reached.TrySetResult();
    }
}
