namespace SwiftDiffusion.Engine.Devices;

/// <summary>Between devices that work in the host's memory: there is nothing to move.</summary>
public sealed class HostLink : IDeviceLink
{
    private HostLink()
    {
    }

    public static HostLink Instance { get; } = new();

    public TimeSpan CostOf(long bytes) => TimeSpan.Zero;

    public ValueTask<Outputs> MoveAsync(Outputs outputs, CancellationToken cancellation) => ValueTask.FromResult(outputs);
}
