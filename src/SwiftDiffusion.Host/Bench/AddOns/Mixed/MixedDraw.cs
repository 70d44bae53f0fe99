using Microsoft.AspNetCore.Http;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;

namespace SwiftDiffusion.Host.Bench.AddOns.Mixed;

/// <summary>A request drawn from a seed, what is done to it, and how it may end.</summary>
/// <param name="Number">Its seed.</param>
/// <param name="Request">What is asked.</param>
/// <param name="CancelAfter">Steps after which it is cancelled; 0 before it begins, null never.</param>
/// <param name="HasBadAdapter">Whether one of its adapters cannot be had.</param>
internal sealed record MixedDraw(int Number, ImageRequest Request, int? CancelAfter, bool HasBadAdapter)
{
    private const int MaxSteps = 12, MaxDelayMilliseconds = 400;
    private static readonly string[] NoiseSchedulers = ["euler", "euler-ancestral", "ddim", "dpmpp-2m", "unipc", "lcm"];

    public static MixedDraw Of(int number, BenchEngine engine, SlowAdapterServer store)
    {
        var random = new Random(number);
        int side = random.Next(4) == 0 ? engine.Request.Width : engine.Request.Width / 2, steps = random.Next(2, MaxSteps + 1);
        bool isBad = random.Next(8) == 0;
        var adapters = Enumerable.Range(0, random.Next(3)).Select(_ => Adapter(random, engine, store)).ToList();
        if (isBad)
            adapters.Add(new AdapterUse("bad", Bad(random, store), 1));
        var request = engine.Request with
        {
            Seed = (ulong)number,
            Width = side,
            Height = side,
            InferenceSteps = steps,
            GuidanceScale = random.Next(2) == 0 ? 1 : 5,
            NoiseScheduler = NoiseSchedulers[random.Next(NoiseSchedulers.Length)],
            Adapters = [.. adapters],
            AdapterTiming = random.Next(2) == 0 ? AdapterTiming.Exact : AdapterTiming.Asynchronous,
            Controls = [.. engine.ControlNets.Take(random.Next(engine.ControlNets.Length + 1)).Select(net => engine.Control with { Folder = net })],
            BranchMode = random.Next(4) == 0 ? BranchMode.Pipelined : BranchMode.Exact,
            PreviewEvery = random.Next(3) == 0 ? 2 : 0,
        };
        return new MixedDraw(number, request, random.Next(4) == 0 ? random.Next(steps) : null, isBad);
    }

    /// <summary>Whether the end is one that what was done to it allows.</summary>
    public bool MayEndIn(Exception? failure) => failure switch
    {
        null => !HasBadAdapter && CancelAfter is null,
        OperationCanceledException => CancelAfter is not null,
        AdapterLoadException => HasBadAdapter,
        _ => false,
    };

    /// <summary>From the disk at once, or from the store after a while.</summary>
    private static AdapterUse Adapter(Random random, BenchEngine engine, SlowAdapterServer store) => random.Next(2) == 0
        ? engine.Lora(random.Next(engine.Loras.Length))
        : new AdapterUse("cold", store.Cold(TimeSpan.FromMilliseconds(random.Next(MaxDelayMilliseconds))), 0.5f);

    /// <summary>Absent, refused by a store that is down, or no LoRA.</summary>
    private static AdapterSource Bad(Random random, SlowAdapterServer store) => random.Next(3) switch
    {
        0 => store.Refused(StatusCodes.Status404NotFound),
        1 => store.Refused(StatusCodes.Status503ServiceUnavailable),
        _ => store.Damaged(),
    };
}
