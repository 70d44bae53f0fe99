using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>What a step under a ControlNet is made of, each part run by itself on a device's owner: the UNet's two halves and the branch, one row.</summary>
internal sealed class StepParts : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ModelBundle _bundle;
    private readonly ModelReplicas _model;
    private readonly ControlNetReplicas _net;
    private readonly SampleInputs _samples;
    private readonly UNetInputs _inputs;
    private readonly RunOptions _options = new();
    private readonly Outputs _embedding;
    private readonly OrtValue _scale;
    private readonly Outputs _skips;
    private readonly Device _first;
    private readonly Device _second;

    public StepParts(AddOnContext context, BenchEngine engine)
    {
        _time = context.Time;
        (_first, _second) = (engine.Devices.Devices[0], engine.Devices.Devices[1]);
        _bundle = ModelBundle.Open(context.Model);
        _model = new ModelReplicas(_bundle);
        _net = new ControlNetReplicas(ControlNetBundle.Open(engine.Control.Folder));
        _samples = new SampleInputs(_bundle, engine.Request.Height, engine.Request.Width);
        _inputs = _samples.UNet(1);
        _embedding = _net.On(_first).Embed(_samples.Normal(1, _net.ConditioningChannels, engine.Request.Height, engine.Request.Width), _options);
        _scale = Tensors.From([1f], 1, 1, 1, 1);
        _skips = _model.On(_first).UNet.RunDown(_inputs, null, _options);
    }

    /// <summary>Seconds of the first half while nothing else runs.</summary>
    public Task<double> DownAsync() => On(_first, RunDown);

    /// <summary>Seconds of the second half while nothing else runs.</summary>
    public Task<double> UpAsync() => On(_first, () => _model.On(_first).UNet.RunUp(_skips, _inputs, null, null, _options).Dispose());

    /// <summary>Seconds of the branch while nothing else runs.</summary>
    public Task<double> BranchAsync() => On(_second, RunBranch);

    /// <summary>Seconds of the longer of first half and branch, begun together on two cores.</summary>
    public async Task<double> BesideAsync() => (await Task.WhenAll(DownAsync(), BranchAsync()).ConfigureAwait(false)).Max();

    public void Dispose()
    {
        _skips.Dispose();
        _scale.Dispose();
        _embedding.Dispose();
        _options.Dispose();
        _samples.Dispose();
        _net.Dispose();
        _model.Dispose();
        _bundle.Dispose();
    }

    private void RunDown() => _model.On(_first).UNet.RunDown(_inputs, null, _options).Dispose();

    private void RunBranch() => _net.On(_second).Run(_inputs, _embedding["embedding"], _scale, _options).Dispose();

    private Task<double> On(Device device, Action run) => device.Queue.RunAsync(
        WorkPriority.Step,
        () =>
        {
            long start = _time.GetTimestamp();
            run();
            return _time.GetElapsedTime(start).TotalSeconds;
        },
        CancellationToken.None);
}
