using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Sums the residuals of a step's ControlNets into its rows. Their order is the caller's, so that a step ends the same wherever branches ran.</summary>
internal sealed class ResidualSum(int rows) : IDisposable
{
    /// <summary>Null as long as nothing was added.</summary>
    public Residuals? Value { get; private set; }

    /// <summary>Adds the residuals of a ControlNet, which are taken over.</summary>
    public void Add(Residuals residuals, BranchGroup group)
    {
        if (Value is null && group.IsEveryRowOnce(rows))
        {
            Value = residuals;
            return;
        }

        using (residuals)
        {
            Value ??= residuals.EmptyFor(rows);
            Value.AddRows(residuals, group.Rows);
        }
    }

    /// <summary>Adds rows of residuals that stay their owner's.</summary>
    public void AddKept(Residuals residuals, int firstRow, ReadOnlySpan<int> targets)
    {
        Value ??= residuals.EmptyFor(rows);
        Value.AddRows(residuals, firstRow, targets);
    }

    public void Dispose() => Value?.Dispose();
}
