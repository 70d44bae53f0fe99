namespace SwiftDiffusion.Engine.Devices;

/// <summary>The way of tensors from one device to another. Thread-safe.</summary>
public interface IDeviceLink
{
    /// <summary>How long that many bytes are expected to take.</summary>
    TimeSpan CostOf(long bytes);

    /// <summary>Makes the results of a run usable on the other device.</summary>
    /// <param name="outputs">Taken over: the result is what the caller disposes.</param>
    /// <param name="cancellation">Gives the move up.</param>
    ValueTask<Outputs> MoveAsync(Outputs outputs, CancellationToken cancellation);
}
