using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices.Emulation;

public sealed class EmulatedRuntimeTests : IDisposable
{
    private static readonly DeviceProfile Profile = DeviceProfileReader.Read("h800-sdxl");

    private readonly JumpingTime _time = new();
    private readonly ModelBundle _bundle = ModelBundle.Open(RepositoryRoot.File("onnx", "tinyworld"));
    private readonly Device _device;

    public EmulatedRuntimeTests() => _device = DeviceOf(Profile);

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 54)]
    [InlineData(8, 165.2)]
    public void The_two_halves_of_the_UNet_take_the_measured_time_of_a_step(int rows, double milliseconds)
    {
        using var down = Load(UNetGraphs.Down(_bundle.UNet, _bundle.UNetWeights, GraphFlavor.Plain));
        using var up = Load(UNetGraphs.Up(_bundle.UNet, _bundle.UNetWeights, GraphFlavor.Plain));
        using var inputs = new Inputs();
        using var options = new RunOptions();
        WarmUp(down, inputs, options);
        var start = _time.Now;

        using var half = down.Run(inputs.Down(rows), options);
        using var prediction = up.Run(inputs.Up(half), options);

        AssertTook(milliseconds, (_time.Now - start).TotalMilliseconds);
        Assert.Equal([rows, 4, 16, 24], prediction["noise_prediction"].GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void Faster_kernels_shorten_every_run()
    {
        using var device = DeviceOf(Profile.WithSpeed(2));
        using var memory = new WeightMemory();
        using var decoder = device.Load(VaeGraphs.Decoder(_bundle.Vae, _bundle.VaeWeights), memory);
        using var inputs = new Inputs();
        using var options = new RunOptions();
        using var first = decoder.Run(inputs.Latents(1), options);
        var start = _time.Now;

        using var picture = decoder.Run(inputs.Latents(1), options);

        AssertTook(167.0 / 2, (_time.Now - start).TotalMilliseconds);
        Assert.Equal([1, 3, 16 * _bundle.Vae.Scale, 24 * _bundle.Vae.Scale], picture["image"].GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void Adapters_slow_the_UNet_by_the_stated_share_and_rank_zero_does_not()
    {
        var graph = UNetGraphs.Down(_bundle.UNet, _bundle.UNetWeights, GraphFlavor.Adapters);
        using var down = Load(graph);
        using var inputs = new Inputs();
        using var options = new RunOptions();
        WarmUp(down, inputs, options, graph, rank: 0);
        double without = Milliseconds(() => down.Run(inputs.Down(2, graph, rank: 0), options).Dispose());

        double with = Milliseconds(() => down.Run(inputs.Down(2, graph, rank: 4), options).Dispose());

        AssertTook(54 * Profile.DownShare, without);
        AssertTook(54 * Profile.DownShare * (2 + Profile.Adapter.InputOverhead), without + with);
    }

    [Fact]
    public void Loading_takes_the_networks_size_over_the_bandwidth()
    {
        using var memory = new WeightMemory();

        double took = Milliseconds(() =>
        {
            using var down = _device.Load(UNetGraphs.Down(_bundle.UNet, _bundle.UNetWeights, GraphFlavor.Plain), memory);
            using var up = _device.Load(UNetGraphs.Up(_bundle.UNet, _bundle.UNetWeights, GraphFlavor.Plain), memory);
        });

        AssertTook(Profile.UNet.SizeBytes / Profile.HostToDeviceBytesPerSecond * 1000, took, timers: 2);
    }

    [Fact]
    public async Task Patching_takes_the_profiles_time_for_each_adapter()
    {
        var start = _time.Now;

        await _device.PatchAsync(2, TestContext.Current.CancellationToken);

        AssertTook(2 * Profile.Adapter.PatchSeconds * 1000, (_time.Now - start).TotalMilliseconds);
    }

    public void Dispose()
    {
        _device.Dispose();
        _bundle.Dispose();
    }

    /// <summary>Timers count whole milliseconds; the clock carries the rest over to the next work, so a time is off by less than one.</summary>
    private static void AssertTook(double expected, double milliseconds, int timers = 1) => Assert.InRange(milliseconds, expected - timers, expected + timers);

    private Device DeviceOf(DeviceProfile profile) => new(DeviceSpec.Emulated(profile, 0), new EmulatedRuntime(profile, _time), ownsRuntime: true);

    private GraphSession Load(CompiledGraph graph) => _device.Load(graph, new WeightMemory());

    /// <summary>Sessions are made by the first run.</summary>
    private static void WarmUp(GraphSession down, Inputs inputs, RunOptions options, CompiledGraph? graph = null, int rank = 0) =>
        down.Run(inputs.Down(1, graph, rank), options).Dispose();

    private double Milliseconds(Action work)
    {
        var start = _time.Now;
        work();
        return (_time.Now - start).TotalMilliseconds;
    }

    /// <summary>Inputs of 16 x 24 latents, freed together.</summary>
    private sealed class Inputs : IDisposable
    {
        private readonly List<OrtValue> _owned = [];

        public Dictionary<string, OrtValue> Down(int rows, CompiledGraph? graph = null, int rank = 0)
        {
            var inputs = new Dictionary<string, OrtValue>
            {
                ["sample"] = New(rows, 4, 16, 24),
                ["timestep"] = New(rows),
                ["encoder_hidden_states"] = New(rows, 77, 8),
            };
            foreach (var slot in graph?.AdapterSlots ?? [])
            {
                inputs.Add(slot.DownInput, New(1, slot.Inputs, rank));
                inputs.Add(slot.UpInput, New(1, rank, slot.Outputs));
            }

            return inputs;
        }

        public Dictionary<string, OrtValue> Up(Outputs down)
        {
            var inputs = down.Names.ToDictionary(name => name, name => down[name]);
            inputs.Add("encoder_hidden_states", New(1, 77, 8));
            return inputs;
        }

        public Dictionary<string, OrtValue> Latents(int rows) => new() { ["latents"] = New(rows, 4, 16, 24) };

        public void Dispose() => _owned.ForEach(value => value.Dispose());

        private OrtValue New(params long[] shape)
        {
            _owned.Add(Tensors.Allocate(shape));
            return _owned[^1];
        }
    }
}
