using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>
/// A request with two LoRAs that a store takes a second to send, begun at once, against the same without LoRAs and against one that waits for them: (1) slowed
/// to three seconds by emulated devices, (2) for real with as many steps as three seconds hold, (3) for real as it is, over before anything has arrived.
/// </summary>
internal sealed class ColdAdapterRows(AddOnContext context)
{
    private const double RequestSeconds = 3, Bar = 1.10, NotSlowerBar = 1.0;
    private const int Loras = 2, Turns = 3, MaxSteps = 900;

    /// <summary>Share of the run that may pass without: 20 of 50 steps, as in Katz's released code.</summary>
    private const double BoundShare = 0.4;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        // 1. Emulated.
        Times slowed;
        await using (var engine = await OpenEmulatedAsync(cancellation).ConfigureAwait(false))
            slowed = await MeasureAsync(engine, engine.Request, cancellation).ConfigureAwait(false);

        // 2. As many steps as three seconds hold.
        await using var real = await context.OpenAsync(1, PlacementPolicy.Local, cancellation).ConfigureAwait(false);
        double step = await real.SecondsAsync(real.Request, cancellation).ConfigureAwait(false) / real.Request.InferenceSteps;
        var longer = await MeasureAsync(real, real.Request with { InferenceSteps = Math.Clamp((int)(RequestSeconds / step), 10, MaxSteps) }, cancellation).ConfigureAwait(false);

        // 3. As it is.
        var shorter = await MeasureAsync(real, real.Request, cancellation).ConfigureAwait(false);
        string store = $"{Loras} LoRAs behind a store of {Delay.TotalSeconds:0} s";
        return
        [
            AddOnRow.AtMost($"{store}, slowed by an emulated profile, vs none", slowed.Text, slowed.AgainstNone, Bar),
            AddOnRow.AtMost($"{store}, {longer.Steps} real steps, vs none", longer.Text, longer.AgainstNone, Bar),
            AddOnRow.Told($"{store}, {shorter.Steps} real steps, vs none", "the request is shorter than the store's delay: " + shorter.Text, shorter.AgainstNone),
            AddOnRow.AtMost($"{store}, {shorter.Steps} real steps, vs loading first", shorter.Text, shorter.Late / shorter.Waiting, NotSlowerBar),
        ];
    }

    /// <summary>One emulated device whose speed makes the request take three seconds.</summary>
    private async Task<BenchEngine> OpenEmulatedAsync(CancellationToken cancellation)
    {
        var profile = DeviceProfileReader.Read("a10-sd15");
        double seconds;
        await using (var engine = await OpenAsync(profile).ConfigureAwait(false))
            seconds = await engine.SecondsAsync(engine.Request, cancellation).ConfigureAwait(false);
        return await OpenAsync(profile.WithSpeed(seconds / RequestSeconds)).ConfigureAwait(false);

        Task<BenchEngine> OpenAsync(DeviceProfile on) => context.OpenAsync([DeviceSpec.Emulated(on, 0)], PlacementPolicy.Local, cancellation);
    }

    private async Task<Times> MeasureAsync(BenchEngine engine, ImageRequest request, CancellationToken cancellation)
    {
        List<double> without = [], late = [], blocking = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            without.Add(await engine.SecondsAsync(request, cancellation).ConfigureAwait(false));
            late.Add(await engine.SecondsAsync(Cold(request, AdapterTiming.Within((int)(request.InferenceSteps * BoundShare))), cancellation).ConfigureAwait(false));
            blocking.Add(await engine.SecondsAsync(Cold(request, AdapterTiming.Exact), cancellation).ConfigureAwait(false));
        }

        return new Times(request.InferenceSteps, Measurement.Median(without), Measurement.Median(late), Measurement.Median(blocking));
    }

    private ImageRequest Cold(ImageRequest request, AdapterTiming timing) =>
        request with { AdapterTiming = timing, Adapters = [.. Enumerable.Range(0, Loras).Select(_ => new AdapterUse(context.Store.Cold(Delay), 0.5f))] };

    /// <summary>Seconds of one request, three ways.</summary>
    private sealed record Times(int Steps, double Without, double Late, double Waiting)
    {
        public double AgainstNone => Late / Without;

        public string Text => $"{Figures.Duration(Late)} against {Figures.Duration(Without)} without, {Figures.Duration(Waiting)} loading first; bound {(int)(Steps * BoundShare)} of {Steps} steps";
    }
}
