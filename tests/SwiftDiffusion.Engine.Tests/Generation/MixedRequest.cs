using Microsoft.AspNetCore.Http;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Tests.Adapters.Store;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>A request drawn from a seed, what is done to it, and how it may end.</summary>
/// <param name="Number">Its seed.</param>
/// <param name="Request">What is asked.</param>
/// <param name="CancelAfter">Steps after which it is cancelled; 0 before it begins, null never.</param>
/// <param name="ThrowAfter">Steps after which its observer fails; null never.</param>
/// <param name="HasBadAdapter">Whether one of its adapters cannot be had.</param>
internal sealed record MixedRequest(int Number, ImageRequest Request, int? CancelAfter, int? ThrowAfter, bool HasBadAdapter)
{
    private const int MaxDelayMilliseconds = 200;
    private static readonly string[] Styles = ["blueprint", "neon", "pastel", "pixel", "sketch", "thermal", "watercolor", "woodcut"];
    private static readonly string[] NoiseSchedulers = ["euler", "euler-ancestral", "ddim", "dpmpp-2m", "unipc", "lcm"];

    /// <summary>Nothing stops it, or its end may be quicker.</summary>
    public bool MayComplete => !HasBadAdapter && (CancelAfter is null || CancelAfter >= Request.InferenceSteps) && (ThrowAfter is null || ThrowAfter > Request.InferenceSteps);

    public bool MayEndIn(Exception failure) => failure switch
    {
        OperationCanceledException => CancelAfter is not null,
        AdapterLoadException => HasBadAdapter,
        InvalidOperationException => ThrowAfter is not null,
        _ => false,
    };

    public static MixedRequest Draw(int number, AdapterServer server)
    {
        var random = new Random(number);
        int side = random.Next(4) == 0 ? 96 : 64, steps = random.Next(2, 9);
        bool isBad = random.Next(8) == 0;
        var adapters = Enumerable.Range(0, random.Next(3)).Select(i => Adapter(random, number, i, server)).ToList();
        if (isBad)
            adapters.Add(Bad(random, number, server));
        var request = TinyworldEngines.Controlled([.. new[] { "canny", "seg" }.Take(random.Next(3))]) with
        {
            Seed = (ulong)number,
            Width = side,
            Height = side,
            InferenceSteps = steps,
            GuidanceScale = random.Next(2) == 0 ? 1 : 5,
            NoiseScheduler = NoiseSchedulers[random.Next(NoiseSchedulers.Length)],
            Adapters = [.. adapters],
            AdapterTiming = random.Next(2) == 0 ? AdapterTiming.Exact : AdapterTiming.Asynchronous,
            PreviewEvery = random.Next(3) == 0 ? 2 : 0,
        };
        int? cancel = random.Next(4) == 0 ? random.Next(steps) : null, fail = random.Next(10) == 0 ? random.Next(1, steps) : null;
        return new MixedRequest(number, request, cancel, fail, isBad);
    }

    /// <summary>From the disk, from a store, or from a slow one.</summary>
    private static AdapterUse Adapter(Random random, int number, int index, AdapterServer server)
    {
        string style = Styles[random.Next(Styles.Length)], name = $"{number}-{index}.safetensors";
        var delay = TimeSpan.FromMilliseconds(random.Next(MaxDelayMilliseconds));
        return random.Next(4) switch
        {
            0 or 1 => new AdapterUse(TinyWorldLoras.Path(style), 0.5f),
            2 => new AdapterUse(style, server.Serve(name, context => AdapterServer.SendAsync(context, TinyWorldLoras.Bytes(style))), 0.5f),
            _ => new AdapterUse(style, server.Serve(name, context => SendLateAsync(context, delay, style)), 0.5f),
        };
    }

    private static async Task SendLateAsync(HttpContext context, TimeSpan delay, string style)
    {
        await Task.Delay(delay, context.RequestAborted);
        await AdapterServer.SendAsync(context, TinyWorldLoras.Bytes(style));
    }

    /// <summary>Absent, broken, or refused by a store that recovers too late.</summary>
    private static AdapterUse Bad(Random random, int number, AdapterServer server) => new("bad", random.Next(3) switch
    {
        0 => server.Serve($"{number}-absent.safetensors", AdapterServer.Status(StatusCodes.Status404NotFound)),
        1 => server.Serve($"{number}-broken.safetensors", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        _ => server.Serve($"{number}-away.safetensors", AdapterServer.Status(StatusCodes.Status503ServiceUnavailable)),
    }, 1);
}
