using System.Collections.Immutable;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench;

/// <summary>What <c>bench</c> was asked.</summary>
/// <param name="Model">Model folder.</param>
/// <param name="Devices">Where to run; networks alone run on the first.</param>
/// <param name="Rows">Batch sizes of the UNet and the ControlNets.</param>
/// <param name="Size">Picture size; null for the model's own.</param>
/// <param name="InferenceSteps">Steps of the whole request.</param>
internal sealed record BenchArguments(string Model, DeviceList Devices, ImmutableArray<int> Rows, PixelSize? Size, int InferenceSteps);

/// <summary>
/// Measures one model. Main path: (1) load it as a server does, (2) whole requests, (3) memory, then with that engine gone (4) networks alone,
/// (5) adapter inputs, (6) session creation.
/// </summary>
internal static class ModelBench
{
    public static async Task<BenchReport> RunAsync(BenchArguments arguments, TimeProvider time, CancellationToken cancellation)
    {
        using var bundle = ModelBundle.Open(arguments.Model);
        int side = bundle.UNet.SampleSize * bundle.Vae.Scale;
        var size = arguments.Size ?? new PixelSize(side, side);
        var (load, request, memory) = await ServeAsync(arguments, bundle, size, time, cancellation).ConfigureAwait(false);

        // 4. and 5. Networks alone, and adapter inputs.
        var sampler = new Sampler(time);
        using var devices = ModelDevices.Open(arguments.Devices, [arguments.Model]);
        var device = devices.Devices[0];
        using var model = new ModelReplicas(bundle);
        var parts = model.On(device);
        using var inputs = new SampleInputs(bundle, size.Height, size.Width);
        var graphs = GraphBench.Run(parts, device, inputs, arguments.Rows, sampler);
        var adapters = AdapterBench.Run(parts, inputs, sampler);

        // 6. Session creation.
        var sessions = SessionBench.Run(bundle, device.Spec, sampler);
        return new BenchReport(
            bundle.Name, $"{devices}", device.Threads, size.Width, size.Height, load.TotalSeconds, request, memory, [.. graphs], adapters, sessions);
    }

    private static async Task<(TimeSpan Load, RequestTimes Request, MemoryUse Memory)> ServeAsync(
        BenchArguments arguments, ModelBundle bundle, PixelSize size, TimeProvider time, CancellationToken cancellation)
    {
        // 1. Load.
        long start = time.GetTimestamp();
        using var devices = ModelDevices.Open(arguments.Devices, [arguments.Model]);
        await using var engine = ImageEngine.Load(arguments.Model, devices, EngineOptions.Default, time);
        engine.Warm(adapters: false);
        var load = time.GetElapsedTime(start);

        // 2. Whole requests.
        var first = devices.Devices[0];
        var alone = devices.Devices.Length == 1 ? engine : ImageEngine.Load(arguments.Model, first, time);
        RequestTimes request;
        try
        {
            request = await RequestBench.RunAsync(engine, alone, first, RequestBench.Request(size.Width, size.Height, arguments.InferenceSteps), time, cancellation)
                .ConfigureAwait(false);
        }
        catch (ImageRequestException e)
        {
            throw new CommandException(e.Message, e);
        }
        finally
        {
            if (alone != engine)
                await alone.DisposeAsync().ConfigureAwait(false);
        }

        // 3. Memory.
        long parameters = bundle.UNetWeights.Tensors.Concat(bundle.VaeWeights.Tensors).Concat(bundle.TextEncoders.SelectMany(part => part.Weights.Tensors))
            .Sum(tensor => tensor.Entry.Count);
        return (load, request, MemoryUse.Now(parameters));
    }
}
