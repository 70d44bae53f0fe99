using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// Runs the ControlNets that act in this step, each once over just the rows that need it, and sums their residuals into the rows of the whole batch.
/// </summary>
internal static class BatchResiduals
{
    /// <summary>The residuals of a step, or null when no ControlNet acts.</summary>
    public static Residuals? Run(StepBatch batch, UNetInputs inputs, RunOptions options)
    {
        Residuals? sum = null;
        foreach (var group in ActiveBranches(batch).GroupBy(active => active.Branch.Model))
        {
            var branches = group.ToArray();
            int[] rows = [.. branches.SelectMany(active => Enumerable.Range(active.FirstRow, active.Rows))];
            bool coversAll = rows.SequenceEqual(Enumerable.Range(0, batch.Rows));
            var residuals = coversAll ? RunGroup(branches, inputs, options) : RunRows(branches, rows, inputs, options);
            if (sum is null && coversAll)
            {
                sum = residuals;
                continue;
            }

            using (residuals)
            {
                sum ??= residuals.EmptyFor(batch.Rows);
                sum.AddRows(residuals, rows);
            }
        }

        return sum;
    }

    private static IEnumerable<ActiveBranch> ActiveBranches(StepBatch batch)
    {
        for (int i = 0; i < batch.Sequences.Length; i++)
        {
            var sequence = batch.Sequences[i];
            foreach (var branch in sequence.Branches.Where(b => b.IsActive(sequence.CompletedCalls, sequence.TotalCalls)))
                yield return new ActiveBranch(branch, batch.FirstRows[i], sequence.Conditions.Rows);
        }
    }

    private static Residuals RunRows(ActiveBranch[] branches, int[] rows, UNetInputs inputs, RunOptions options)
    {
        using var some = inputs.SelectRows(rows);
        return RunGroup(branches, some.Values, options);
    }

    private static Residuals RunGroup(ActiveBranch[] branches, UNetInputs inputs, RunOptions options)
    {
        var model = branches[0].Branch.Model;
        if (branches.Length == 1)
            return model.Run(inputs, branches[0].Branch.Embedding, branches[0].Branch.Scale, options);
        using var embeddings = Tensors.StackRows([.. branches.SelectMany(active => Enumerable.Repeat(active.Branch.Embedding, active.Rows))]);
        using var scales = Tensors.StackRows([.. branches.SelectMany(active => Enumerable.Repeat(active.Branch.Scale, active.Rows))]);
        return model.Run(inputs, embeddings, scales, options);
    }

    private readonly record struct ActiveBranch(ControlBranch Branch, int FirstRow, int Rows);
}
