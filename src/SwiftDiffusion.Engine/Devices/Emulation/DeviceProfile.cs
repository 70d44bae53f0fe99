using System.Collections.Immutable;

namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>
/// What an emulated device costs, as measured on a real one at one picture size: milliseconds of each network by rows, sizes and bandwidths. Requests
/// of every size cost the same.
/// </summary>
public sealed record DeviceProfile
{
    public required string Name { get; init; }

    /// <summary>Which model on which device at which size, and where the figures come from.</summary>
    public required string Source { get; init; }

    public required NetworkProfile UNet { get; init; }

    public required NetworkProfile ControlNet { get; init; }

    public required NetworkProfile TextEncoder { get; init; }

    public required NetworkProfile VaeDecoder { get; init; }

    public required NetworkProfile VaeEncoder { get; init; }

    /// <summary>Share 0..1 of the UNet's time that passes in its down half, the middle included; a ControlNet runs beside it.</summary>
    public required double DownShare { get; init; }

    public required AdapterProfile Adapter { get; init; }

    public required LinkProfile Link { get; init; }

    /// <summary>Bytes per second from host memory to the device: what loading a network takes.</summary>
    public required double HostToDeviceBytesPerSecond { get; init; }

    /// <summary>Factor on every network's speed against the measured one, e.g. of fused kernels; 1 is as measured.</summary>
    public required double Speed { get; init; }

    /// <summary>The same device with faster or slower kernels.</summary>
    public DeviceProfile WithSpeed(double speed) => this with { Speed = speed };

    /// <summary>The same device with adapters written into the weights, which are then as fast as plain ones.</summary>
    public DeviceProfile Patched() => this with { Adapter = Adapter with { InputOverhead = 0 } };
}

/// <summary>One network: its size and its time by rows.</summary>
/// <param name="SizeBytes">Weights on the device.</param>
/// <param name="MillisecondsByRows">At least one entry; between entries the time is linear, beyond the last it goes on with the last slope.</param>
public sealed record NetworkProfile(long SizeBytes, ImmutableSortedDictionary<int, double> MillisecondsByRows)
{
    /// <summary>Time of one evaluation of that many rows.</summary>
    public TimeSpan Time(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        int[] sizes = [.. MillisecondsByRows.Keys];
        int above = Array.FindIndex(sizes, size => size >= rows);
        if (above == 0 || sizes.Length == 1)
            return TimeSpan.FromMilliseconds(MillisecondsByRows[sizes[0]] * Math.Max(1, (double)rows / sizes[0]));
        int last = above < 0 ? sizes.Length - 1 : above;
        double low = MillisecondsByRows[sizes[last - 1]], high = MillisecondsByRows[sizes[last]];
        double slope = (high - low) / (sizes[last] - sizes[last - 1]);
        return TimeSpan.FromMilliseconds(low + (slope * (rows - sizes[last - 1])));
    }
}

/// <summary>What adapters cost.</summary>
/// <param name="SizeBytes">Size of one adapter, as fetched and as moved to the device.</param>
/// <param name="InputOverhead">Share by which the UNet is slower when adapters are graph inputs.</param>
/// <param name="FetchBytesPerSecond">Bandwidth of the store that adapters come from.</param>
/// <param name="PatchSeconds">Time to patch an adapter into the weights in place, for systems that do.</param>
/// <param name="InjectSecondsPerGigabyte">Time to create and replace layers by a general adapter library, for systems that do.</param>
public sealed record AdapterProfile(
    long SizeBytes, double InputOverhead, double FetchBytesPerSecond, double PatchSeconds, double InjectSecondsPerGigabyte);

/// <summary>The connection between two devices of the kind.</summary>
/// <param name="BytesPerSecond">Bandwidth.</param>
/// <param name="LatencyMilliseconds">Time of the smallest message.</param>
/// <param name="ResidualBytesPerRow">What a ControlNet sends back for one row.</param>
public sealed record LinkProfile(double BytesPerSecond, double LatencyMilliseconds, long ResidualBytesPerRow)
{
    /// <summary>Time to send that many bytes.</summary>
    public TimeSpan Time(long bytes) => TimeSpan.FromMilliseconds(LatencyMilliseconds + (bytes / BytesPerSecond * 1000));
}
