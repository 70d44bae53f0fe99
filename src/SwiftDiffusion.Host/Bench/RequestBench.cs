using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;

namespace SwiftDiffusion.Host.Bench;

/// <summary>A whole guided request, warm: medians of its phases.</summary>
/// <param name="InferenceSteps">Steps.</param>
/// <param name="Total">From request to pixels.</param>
/// <param name="EncodeSeconds">Prompts.</param>
/// <param name="DenoiseSeconds">The denoising loop.</param>
/// <param name="DecodeSeconds">Latents to pixels.</param>
/// <param name="StepSeconds">One step of the loop.</param>
/// <param name="OutsideSeconds">The part of a step that is not spent inside ONNX Runtime.</param>
/// <param name="OutsideShare">The same as a share of the step.</param>
internal sealed record RequestTimes(
    int InferenceSteps, Measurement Total, double EncodeSeconds, double DenoiseSeconds, double DecodeSeconds,
    double StepSeconds, double OutsideSeconds, double OutsideShare);

/// <summary>Times requests through the engine.</summary>
internal static class RequestBench
{
    private const int Runs = 5;

    /// <summary>A guided request for a picture of that size.</summary>
    public static ImageRequest Request(int width, int height, int inferenceSteps) => new()
    {
        Prompt = "a large red house on the left, sunset",
        Width = width,
        Height = height,
        InferenceSteps = inferenceSteps,
        GuidanceScale = 7,
        Seed = 7,
    };

    /// <param name="engine">On all devices; its requests are timed.</param>
    /// <param name="alone">On the first device; its steps are taken apart, which is not possible where several devices share them.</param>
    /// <param name="first">The first device.</param>
    /// <param name="request">What to make.</param>
    /// <param name="time">Measures.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<RequestTimes> RunAsync(
        ImageEngine engine, ImageEngine alone, Device first, ImageRequest request, TimeProvider time, CancellationToken cancellation)
    {
        var warmUp = request with { InferenceSteps = Math.Min(2, request.InferenceSteps) };
        await engine.GenerateAsync(warmUp, observer: null, cancellation).ConfigureAwait(false);
        await alone.GenerateAsync(warmUp, observer: null, cancellation).ConfigureAwait(false);
        var timings = new List<PhaseTimings>();
        var shares = new List<LoopShare>();
        for (int run = 0; run < Runs; run++)
        {
            timings.Add((await engine.GenerateAsync(request, observer: null, cancellation).ConfigureAwait(false)).Timings);
            var share = new LoopShare(first, time);
            await alone.GenerateAsync(request, share, cancellation).ConfigureAwait(false);
            shares.Add(share);
        }

        double step = Measurement.Median(shares.Select(share => share.StepSeconds)), outside = Measurement.Median(shares.Select(share => share.OutsideSeconds));
        return new RequestTimes(
            request.InferenceSteps,
            Measurement.Of("request", null, [.. timings.Select(phases => phases.Total.TotalSeconds)]),
            Measurement.Median(timings.Select(phases => phases.Encode.TotalSeconds)),
            Measurement.Median(timings.Select(phases => phases.Denoise.TotalSeconds)),
            Measurement.Median(timings.Select(phases => phases.Decode.TotalSeconds)),
            step, outside, outside / step);
    }
}
