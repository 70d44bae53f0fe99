using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// One part of a step: some rows whose UNet halves run on one device. Main path: (1) branches begin on siblings, (2) the device runs its own branches and the
/// first half, (3) the branches join, those of the call before among them, (4) the device runs the second half. Without siblings all of it is one piece of
/// work.
/// </summary>
internal sealed class PartRun
{
    private readonly StepSite _site;
    private readonly Device _device;
    private readonly BatchPart _part;
    private readonly UNetInputs _inputs;
    private readonly UNetReplicas _unets;
    private readonly UNetModel _unet;
    private readonly StepKinds _kinds;
    private readonly StepClock _clock;
    private readonly RunOptions _options;
    private readonly PartPlan _plan;
    private readonly ImmutableArray<BranchGroup> _groups;
    private readonly PipelinedBranches _pipelined;
    private ImmutableArray<PlacedBranch> _branches = [];

    /// <param name="site">Devices and what is known of them.</param>
    /// <param name="plan">Where the part runs.</param>
    /// <param name="batch">The step's batch.</param>
    /// <param name="inputs">The step's rows.</param>
    /// <param name="groups">The step's branches.</param>
    /// <param name="pipelined">Branches of the call before that serve this one.</param>
    /// <param name="clock">The step's times.</param>
    /// <param name="options">Carries termination.</param>
    public PartRun(
        StepSite site, PartPlan plan, StepBatch batch, StepInputs inputs, ImmutableArray<BranchGroup> groups, PipelinedBranches pipelined, StepClock clock,
        RunOptions options)
    {
        _site = site;
        _device = site.Devices[plan.Device];
        _part = batch.Part(plan.FirstRow, plan.Rows);
        _inputs = inputs.Of(_part);
        _unets = batch.Sequences[0].UNet;
        _unet = _unets.On(_device);
        _kinds = StepKinds.Of(batch);
        _clock = clock;
        _options = options;
        _plan = plan;
        _groups = groups;
        _pipelined = pipelined;
    }

    private PartRun(PartRun other)
    {
        _site = other._site;
        _device = other._site.Home;
        _part = other._part;
        _inputs = other._inputs;
        _unet = other._unets.On(_device);
        _unets = other._unets;
        _kinds = other._kinds;
        _clock = other._clock;
        _options = other._options;
        _plan = other._plan with { Device = 0, BranchDevices = [.. other._plan.BranchDevices.Select(_ => 0)] };
        _groups = other._groups;
        _pipelined = other._pipelined;
    }

    /// <summary>The noise prediction of the part's rows, on the loop's own device. What fails on a sibling is done again at home, so that the sequences survive.</summary>
    public async Task<Outputs> RunAsync()
    {
        try
        {
            return await RunPlannedAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a sibling runs into, home can do it; what fails there too is the step's failure.
        catch (Exception e) when (_device != _site.Home && !_options.Terminate)
#pragma warning restore CA1031
        {
            _site.ReportFailure(_device, $"{_part.Rows} rows of a step", e);
            return await new PartRun(this).RunPlannedAsync().ConfigureAwait(false);
        }
    }

    private async Task<Outputs> RunPlannedAsync()
    {
        _branches = [.. _groups.Select((group, i) => PlacedBranch.Of(group.In(_part), _site, _site.Devices[_plan.BranchDevices[i]])).OfType<PlacedBranch>()];
        try
        {
            var prediction = _pipelined.AreNone && _branches.All(branch => branch.Device == _device) ? await RunTogetherAsync().ConfigureAwait(false) : await RunApartAsync().ConfigureAwait(false);
            return await _site.Link(_device, _site.Home).MoveAsync(prediction, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            foreach (var branch in _branches)
                branch.Dispose();
        }
    }

    /// <summary>Everything on one device needs no hand-over in between.</summary>
    private Task<Outputs> RunTogetherAsync() => OnDeviceAsync(WorkPriority.Step, [.. OwnKinds(), _kinds.Down, _kinds.Up], () =>
    {
        using var sum = new ResidualSum(_part.Rows);
        foreach (var branch in _branches)
            sum.Add(Run(branch, _device), branch.Group);
        using var down = RunDown();
        return RunUp(down, sum.Value);
    });

    private async Task<Outputs> RunApartAsync()
    {
        // 1. Branches begin on siblings; each entry ends in the residuals of the branch of the same index.
        var residuals = new Task<Residuals>[_branches.Length];
        for (int i = 0; i < residuals.Length; i++)
        {
            if (_branches[i].Device != _device)
                residuals[i] = RunAwayAsync(_branches[i]);
        }

        Outputs? down = null;
        try
        {
            // 2. Own branches and the first half; if the others have arrived by then, the second half without another hand-over.
            var prediction = await OnDeviceAsync(WorkPriority.Step, [.. OwnKinds(), _kinds.Down], () =>
            {
                for (int i = 0; i < residuals.Length; i++)
                    residuals[i] ??= Task.FromResult(Run(_branches[i], _device));
                down = RunDown();
                return residuals.Concat(_pipelined.Serving).All(branch => branch.IsCompletedSuccessfully) ? RunJoined(down, residuals) : null;
            }).ConfigureAwait(false);
            if (prediction is not null)
            {
                _clock.AddBranchWait(TimeSpan.Zero);
                return prediction;
            }

            // 3. The branches join.
            long start = _site.Time.GetTimestamp();
            await Task.WhenAll([.. residuals, .. _pipelined.Serving]).ConfigureAwait(false);
            _clock.AddBranchWait(_site.Time.GetElapsedTime(start));

            // 4. The second half.
            return await OnDeviceAsync(WorkPriority.Step, [_kinds.Up], () => RunJoined(down!, residuals)).ConfigureAwait(false);
        }
        finally
        {
            down?.Dispose();
            await FreeAsync(residuals).ConfigureAwait(false);
        }
    }

    /// <summary>The second half with all branches, which have ended.</summary>
    private Outputs RunJoined(Outputs down, Task<Residuals>[] residuals)
    {
        using var sum = new ResidualSum(_part.Rows);
        for (int i = 0; i < residuals.Length; i++)
            sum.Add(Take(ref residuals[i]), _branches[i].Group);
        _pipelined.AddTo(sum, _part);
        return RunUp(down, sum.Value);
    }

    /// <summary>A branch on its sibling; where that fails, at home, so that the sequences survive.</summary>
    private async Task<Residuals> RunAwayAsync(PlacedBranch branch)
    {
        try
        {
            var residuals = await OnDeviceAsync(branch.Device, WorkPriority.Branch, [_kinds.Branch(branch.Group.Net)], () => Run(branch, branch.Device)).ConfigureAwait(false);
            return await residuals.MoveAsync(_site.Link(branch.Device, _device)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a sibling runs into, the branch can still run at home; what fails there too is the step's failure.
        catch (Exception e) when (branch.Device != _site.Home && !_options.Terminate)
#pragma warning restore CA1031
        {
            _site.ReportFailure(branch.Device, $"branch of ControlNet '{branch.Group.Net.Name}'", e);
            return await OnDeviceAsync(_site.Home, WorkPriority.Branch, [_kinds.Branch(branch.Group.Net)], () => Run(branch, _site.Home)).ConfigureAwait(false);
        }
    }

    private Residuals Run(PlacedBranch branch, Device device)
    {
        StepSite.CountBranch(isLocal: device == _device);
        var kind = _kinds.Branch(branch.Group.Net);
        return Timed(kind, branch.Group.Uses.Length, device, () => branch.Group.Run(branch.Group.Net.On(device), _inputs, _part.Rows, _options));
    }

    private Outputs RunDown() => Timed(_kinds.Down, _part.Rows, _device, () => _unet.RunDown(_inputs, _part.Adapters, _options));

    private Outputs RunUp(Outputs down, Residuals? residuals) =>
        Timed(_kinds.Up, _part.Rows, _device, () => _unet.RunUp(down, _inputs, residuals, _part.Adapters, _options));

    private IEnumerable<WorkKind> OwnKinds() => _branches.Where(branch => branch.Device == _device).Select(branch => _kinds.Branch(branch.Group.Net));

    private Task<T> OnDeviceAsync<T>(WorkPriority priority, WorkKind[] kinds, Func<T> work) => OnDeviceAsync(_device, priority, kinds, work);

    private Task<T> OnDeviceAsync<T>(Device device, WorkPriority priority, WorkKind[] kinds, Func<T> work)
    {
        var expected = TimeSpan.FromSeconds(kinds.Sum(kind => _site.Times.Seconds(kind, _part.Rows, device)));
        return device.Queue.RunAsync(
            priority, expected,
            () =>
            {
                _clock.Begin();
                return work();
            },
            CancellationToken.None);
    }

    private T Timed<T>(WorkKind kind, int rows, Device device, Func<T> run)
    {
        var (result, took) = _site.Timed(kind, rows, device, run);
        if (device == _site.Home && (kind == _kinds.Down || kind == _kinds.Up))
            _clock.AddHalf(rows, took);
        return result;
    }

    /// <summary>Hands over what an ended task holds, so that it is not freed twice.</summary>
    private static Residuals Take(ref Task<Residuals> ended)
    {
        var residuals = ended.Result;
        ended = Task.FromCanceled<Residuals>(new CancellationToken(canceled: true));
        return residuals;
    }

    /// <summary>Waits for what still reads the step's tensors, and frees what nobody took.</summary>
    private static async Task FreeAsync(Task<Residuals>?[] residuals)
    {
        foreach (var branch in residuals.OfType<Task<Residuals>>())
        {
            await ((Task)branch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (branch.IsCompletedSuccessfully)
                (await branch.ConfigureAwait(false)).Dispose();
        }
    }
}
