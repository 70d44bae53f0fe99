using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>A ControlNet that acts in a step, with every row that needs it: sequences share its run.</summary>
internal sealed record BranchGroup(ControlNetReplicas Net, ImmutableArray<BranchRow> Uses)
{
    /// <summary>The ControlNets whose own residuals the next step of a batch waits for; <see cref="PipelinedBranches"/> has the others.</summary>
    public static ImmutableArray<BranchGroup> Of(StepBatch batch)
    {
        var uses = from i in Enumerable.Range(0, batch.Sequences.Length)
                   let sequence = batch.Sequences[i]
                   from branch in sequence.Branches
                   where branch.Mode == BranchMode.Exact && branch.IsActive(sequence.CompletedCalls, sequence.TotalCalls)
                   from row in Enumerable.Range(batch.FirstRows[i], sequence.Conditions.Rows)
                   select new BranchRow(row, branch);
        return [.. uses.GroupBy(use => use.Branch.Net).Select(group => new BranchGroup(group.Key, [.. group]))];
    }

    /// <summary>Rows of the batch, or of the part, one for every use.</summary>
    public int[] Rows => [.. Uses.Select(use => use.Row)];

    /// <summary>The uses in a range of rows, counted from its first; null when there are none.</summary>
    public BranchGroup? In(BatchPart part)
    {
        var inside = Uses.Where(use => use.Row >= part.FirstRow && use.Row < part.FirstRow + part.Rows)
            .Select(use => use with { Row = use.Row - part.FirstRow }).ToImmutableArray();
        return inside.IsEmpty ? null : this with { Uses = inside };
    }

    /// <summary>Residuals, one row per use.</summary>
    /// <param name="model">The ControlNet where it runs.</param>
    /// <param name="inputs">The UNet's inputs of all rows.</param>
    /// <param name="inputRows">Their number.</param>
    /// <param name="options">Carries termination.</param>
    public Residuals Run(ControlNetModel model, UNetInputs inputs, int inputRows, RunOptions options)
    {
        if (IsEveryRowOnce(inputRows))
            return RunRows(model, inputs, options);
        using var some = inputs.SelectRows(Rows);
        return RunRows(model, some.Values, options);
    }

    /// <summary>Whether the uses are all rows in order.</summary>
    public bool IsEveryRowOnce(int rows) => Rows.SequenceEqual(Enumerable.Range(0, rows));

    private Residuals RunRows(ControlNetModel model, UNetInputs inputs, RunOptions options)
    {
        var first = Uses[0].Branch;
        if (Uses.All(use => use.Branch == first))
            return model.Run(inputs, first.Embedding, first.Scale, options);
        using var embeddings = Tensors.StackRows([.. Uses.Select(use => use.Branch.Embedding)]);
        using var scales = Tensors.StackRows([.. Uses.Select(use => use.Branch.Scale)]);
        return model.Run(inputs, embeddings, scales, options);
    }
}

/// <summary>A row and a ControlNet's branch that acts on it.</summary>
internal readonly record struct BranchRow(int Row, ControlBranch Branch);
