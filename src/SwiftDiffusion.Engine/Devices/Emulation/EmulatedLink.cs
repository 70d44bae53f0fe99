namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>
/// The link between emulated devices: what moves takes latency and bytes over bandwidth. Emulated tensors are stand-ins of a few numbers, so a move is
/// reckoned as the residuals of as many rows as the results have.
/// </summary>
public sealed class EmulatedLink(LinkProfile profile, TimeProvider time, double scale = 1) : IDeviceLink
{
    public TimeSpan CostOf(long bytes) => profile.Time(Math.Max(bytes, profile.ResidualBytesPerRow)) / scale;

    public async ValueTask<Outputs> MoveAsync(Outputs outputs, CancellationToken cancellation)
    {
        await ExactWait.ForAsync(time, profile.Time(BytesOf(outputs)) / scale, cancellation).ConfigureAwait(false);
        return outputs;
    }

    private long BytesOf(Outputs outputs) => outputs.Names.Contains("residual_mid")
        ? outputs["residual_mid"].GetTensorTypeAndShape().Shape[0] * profile.ResidualBytesPerRow
        : outputs.Names.Sum(name => outputs[name].GetTensorSizeInBytes());
}
