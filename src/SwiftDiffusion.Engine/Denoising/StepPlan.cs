using System.Collections.Immutable;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Where one step runs. Devices are indices, 0 is the loop's own.</summary>
/// <param name="Parts">Ranges of rows that together are the batch, in order; one unless the rows are split over devices.</param>
/// <param name="Seconds">When it is predicted to end, from now.</param>
public sealed record StepPlan(ImmutableArray<PartPlan> Parts, double Seconds);

/// <summary>Some rows of a step: their UNet halves on one device, each ControlNet branch on any.</summary>
/// <param name="Device">Runs both halves.</param>
/// <param name="FirstRow">First row of the batch.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="BranchDevices">Per branch of the step its device; the part's own where no row of the part needs it.</param>
public sealed record PartPlan(int Device, int FirstRow, int Rows, ImmutableArray<int> BranchDevices);

/// <summary>What a step asks of devices, and how long that takes there.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Branches">ControlNets that act, each once.</param>
/// <param name="DownSeconds">The first half on a device, for so many rows.</param>
/// <param name="UpSeconds">The second half on a device, for so many rows.</param>
/// <param name="LinkSeconds">One row's tensors from a device to another.</param>
public sealed record StepDemand(
    int Rows, ImmutableArray<BranchDemand> Branches, Func<int, int, double> DownSeconds, Func<int, int, double> UpSeconds, Func<int, int, double> LinkSeconds);

/// <summary>A ControlNet that acts in a step.</summary>
/// <param name="Rows">Rows of the batch that need it, one entry for every use.</param>
/// <param name="Seconds">A run on a device, for so many rows.</param>
/// <param name="IsHeldBy">Whether a device has it loaded.</param>
public sealed record BranchDemand(ImmutableArray<int> Rows, Func<int, int, double> Seconds, Func<int, bool> IsHeldBy)
{
    /// <summary>Uses that lie in a range of rows.</summary>
    public int RowsIn(int first, int count)
    {
        int rows = 0;
        foreach (int row in Rows)
            rows += row >= first && row < first + count ? 1 : 0;
        return rows;
    }
}

/// <summary>A device as the planner sees it.</summary>
/// <param name="ReadySeconds">From now until it can begin.</param>
/// <param name="IsFree">Whether it may serve another loop's sequences; of no meaning for the own device.</param>
/// <param name="HoldsUNet">Whether it has the batch's UNet loaded.</param>
public sealed record DeviceState(double ReadySeconds, bool IsFree, bool HoldsUNet);
