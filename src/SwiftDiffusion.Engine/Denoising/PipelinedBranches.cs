using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// The pipelined branches of one step: what each made of the call before serves this one, and what it begins now serves the next. The first call under a
/// ControlNet waits for its own residuals, which serve the second too.
/// </summary>
internal sealed class PipelinedBranches : IDisposable
{
    private readonly List<Entry> _entries = [];
    private bool _isCommitted;

    private PipelinedBranches()
    {
    }

    public bool AreNone => _entries.Count == 0;

    /// <summary>Ends in the residuals that serve this step.</summary>
    public IEnumerable<Task<Residuals>> Serving => _entries.Select(entry => entry.Serving);

    /// <summary>Begins what the next step needs, on copies of this step's rows.</summary>
    public static PipelinedBranches Begin(StepBatch batch, StepSite site, StepInputs inputs)
    {
        var step = new PipelinedBranches();
        for (int i = 0; i < batch.Sequences.Length; i++)
        {
            var sequence = batch.Sequences[i];
            int call = sequence.CompletedCalls, calls = sequence.TotalCalls;
            foreach (var branch in sequence.Branches.Where(branch => branch.Mode == BranchMode.Pipelined && branch.IsActive(call, calls)))
            {
                bool servesNext = branch.IsActive(call + 1, calls);
                var part = batch.Part(batch.FirstRows[i], sequence.Conditions.Rows);
                var fresh = branch.Kept is null || servesNext ? StartAsync(branch, part, batch, site, inputs) : null;
                step._entries.Add(new Entry(branch, part, branch.Kept ?? fresh!, servesNext ? fresh : null, fresh));
            }
        }

        return step;
    }

    /// <summary>Adds what serves this step to the rows of a part; all of it has ended.</summary>
    public void AddTo(ResidualSum sum, BatchPart part)
    {
        foreach (var entry in _entries)
        {
            int first = Math.Max(part.FirstRow, entry.Rows.FirstRow), end = Math.Min(part.FirstRow + part.Rows, entry.Rows.FirstRow + entry.Rows.Rows);
            if (first < end)
                sum.AddKept(entry.Serving.Result, first - entry.Rows.FirstRow, [.. Enumerable.Range(first - part.FirstRow, end - first)]);
        }
    }

    /// <summary>The step was made: what was begun is kept for the next.</summary>
    public void Commit()
    {
        _isCommitted = true;
        foreach (var entry in _entries)
        {
            bool servedItself = entry.Branch.Kept is null;
            entry.Branch.Keep(entry.Next);
            if (servedItself && entry.Next is null)
                ControlBranch.FreeWhenDone(entry.Serving);
        }
    }

    /// <summary>A step that was not made is made again: what was begun is given up.</summary>
    public void Dispose()
    {
        foreach (var fresh in _entries.Select(entry => entry.Fresh).OfType<Task<Residuals>>().Where(_ => !_isCommitted))
            ControlBranch.FreeWhenDone(fresh);
    }

    private static async Task<Residuals> StartAsync(ControlBranch branch, BatchPart part, StepBatch batch, StepSite site, StepInputs inputs)
    {
        var kind = StepKinds.Of(batch).Branch(branch.Net);
        var device = site.DeviceFor(branch.Net, kind, part.Rows);
        var group = new BranchGroup(branch.Net, [.. Enumerable.Range(0, part.Rows).Select(row => new BranchRow(row, branch))]);
        // The step's own tensors are gone before this run ends.
        using var rows = inputs.Of(part).SelectRows([.. Enumerable.Range(0, part.Rows)]);
        branch.Hold();
        try
        {
            return await RunAsync(device).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a sibling runs into, the branch can still run at home; what fails there too is the failure of the step it serves.
        catch (Exception e) when (device != site.Home)
#pragma warning restore CA1031
        {
            site.ReportFailure(device, $"branch of ControlNet '{branch.Net.Name}'", e);
            return await RunAsync(site.Home).ConfigureAwait(false);
        }
        finally
        {
            branch.Dispose();
        }

        async Task<Residuals> RunAsync(Device on)
        {
            using var use = site.Residency.TryUse(branch.Net, on)
                ?? throw new InvalidOperationException($"ControlNet '{branch.Net.Name}' has left {on.Spec} under a sequence that uses it");
            using var options = new RunOptions();
            var residuals = await on.Queue.RunAsync(
                WorkPriority.Branch, TimeSpan.FromSeconds(site.Times.Seconds(kind, part.Rows, on)),
                () =>
                {
                    StepSite.CountBranch(isLocal: on == site.Home);
                    return site.Timed(kind, part.Rows, on, () => group.Run(branch.Net.On(on), rows.Values, part.Rows, options)).Result;
                },
                CancellationToken.None).ConfigureAwait(false);
            return await residuals.MoveAsync(site.Link(on, site.Home)).ConfigureAwait(false);
        }
    }

    /// <param name="Branch">The branch.</param>
    /// <param name="Rows">Its sequence's rows.</param>
    /// <param name="Serving">Ends in the residuals of this step.</param>
    /// <param name="Next">Ends in those of the next; null when it does not act there.</param>
    /// <param name="Fresh">What was begun, if anything.</param>
    private sealed record Entry(ControlBranch Branch, BatchPart Rows, Task<Residuals> Serving, Task<Residuals>? Next, Task<Residuals>? Fresh);
}
