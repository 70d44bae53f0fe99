using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>A branch of a part and the device that runs it, which keeps the ControlNet until this is disposed.</summary>
internal sealed record PlacedBranch(BranchGroup Group, Device Device, IDisposable? Use) : IDisposable
{
    /// <summary>
    /// Where the plan says, if the ControlNet is still there; else at home, where the sequences keep it as long as they run. Null for a branch that no row
    /// of the part needs.
    /// </summary>
    public static PlacedBranch? Of(BranchGroup? group, StepSite site, Device planned)
    {
        if (group is null)
            return null;
        if (planned == site.Home)
            return new PlacedBranch(group, planned, null);
        var use = site.Residency.TryUse(group.Net, planned);
        return new PlacedBranch(group, use is null ? site.Home : planned, use);
    }

    public void Dispose() => Use?.Dispose();
}
