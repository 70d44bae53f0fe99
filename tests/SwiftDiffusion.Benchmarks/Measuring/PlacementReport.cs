using System.Globalization;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>
/// What sibling devices buy under every placement policy, against the first device alone. Variants run in turns so that other load on the machine meets all
/// of them.
/// </summary>
internal static class PlacementReport
{
    public static async Task PrintAsync(string folder, string devices, int requests, int controlNets, int steps, int rounds)
    {
        var (list, problem) = DeviceList.Parse(devices, CoreSet.OfProcess);
        if (list is null)
            throw new ArgumentException(problem);
        var variants = new List<PlacementVariant> { PlacementVariant.Open("first device alone", folder, [list.Specs[0]], PlacementPolicy.Local) };
        foreach (var policy in Enum.GetValues<PlacementPolicy>())
            variants.Add(PlacementVariant.Open($"{list} {policy}", folder, list.Specs, policy));
        string[] nets = controlNets == 0 ? [] : [.. Directory.EnumerateDirectories(Path.Combine(folder, "controlnet")).Order().Take(controlNets)];
        await RunAsync(variants, requests, nets, steps, rounds).ConfigureAwait(false);
        foreach (var variant in variants)
            await variant.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task RunAsync(List<PlacementVariant> variants, int requests, string[] controlNets, int steps, int rounds)
    {
        Console.WriteLine($"{requests} requests at a time, {controlNets.Length} ControlNets, {steps} guided steps: seconds from the first request to the last picture, denoising of a request");
        var total = variants.ConvertAll(_ => new List<double>());
        var denoise = variants.ConvertAll(_ => new List<double>());
        // The first round warms up and is not counted.
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < variants.Count; i++)
            {
                var (seconds, each) = await variants[i].MeasureAsync(requests, controlNets, steps).ConfigureAwait(false);
                if (round < 0)
                    continue;
                total[i].Add(seconds);
                denoise[i].Add(each);
            }
        }

        for (int i = 0; i < variants.Count; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {variants[i].Name,-28} total {total[i].Min():F3} min {Median(total[i]):F3} median, {requests / Median(total[i]):F2} pictures/s, denoising {denoise[i].Min():F3} min {Median(denoise[i]):F3} median; ratio to the first {Median(total[0]) / Median(total[i]):F2}, denoising {denoise[0].Min() / denoise[i].Min():F2}"));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

/// <summary>An engine on some devices under a policy.</summary>
internal sealed class PlacementVariant : IAsyncDisposable
{
    private readonly DeviceGroup _devices;
    private readonly ImageEngine _engine;

    private PlacementVariant(string name, DeviceGroup devices, ImageEngine engine)
    {
        Name = name;
        _devices = devices;
        _engine = engine;
    }

    public string Name { get; }

    public static PlacementVariant Open(string name, string folder, IReadOnlyList<DeviceSpec> devices, PlacementPolicy policy)
    {
        var group = DeviceGroup.Open(devices, TimeProvider.System);
        var engine = ImageEngine.Load(folder, group, EngineOptions.Default with { Placement = policy }, TimeProvider.System);
        engine.Warm(adapters: false);
        return new PlacementVariant(name, group, engine);
    }

    /// <summary>Seconds until all requests that were sent at once have their pictures, and the mean time that one denoised.</summary>
    public async Task<(double Seconds, double DenoiseSeconds)> MeasureAsync(int requests, string[] controlNets, int steps)
    {
        int side = _engine.Bundle.UNet.SampleSize * _engine.Bundle.Vae.Scale;
        foreach (string controlNet in controlNets)
            await _engine.LoadControlNetAsync(controlNet, CancellationToken.None).ConfigureAwait(false);
        var lines = PixelImage.FromGrey([.. Enumerable.Range(0, side * side).Select(i => (byte)(i % 37 == 0 ? 255 : 0))], side, side);
        var request = new ImageRequest
        {
            Prompt = "a large red house",
            Width = side,
            Height = side,
            InferenceSteps = steps,
            GuidanceScale = 7,
            Seed = 1,
            Controls = [.. controlNets.Select(folder => new ControlUse(folder, lines))],
        };
        long start = TimeProvider.System.GetTimestamp();
        var results = await Task.WhenAll(Enumerable.Range(0, requests).Select(i =>
            _engine.GenerateAsync(request with { Seed = (ulong)i }, observer: null, CancellationToken.None))).ConfigureAwait(false);
        return (TimeProvider.System.GetElapsedTime(start).TotalSeconds, results.Average(result => result.Timings.Denoise.TotalSeconds));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync().ConfigureAwait(false);
        _devices.Dispose();
    }
}
