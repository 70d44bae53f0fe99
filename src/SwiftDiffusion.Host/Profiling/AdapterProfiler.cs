using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters.Profiles;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Profiling;

/// <summary>
/// Measures how long a model can do without an adapter. Main path, for each prompt: (1) run without it and keep the way, (2) run with it along the same way and
/// compare the predictions, call by call; then (3) average over the prompts and find the first call under the threshold.
/// </summary>
internal static class AdapterProfiler
{
    public static async Task<ProfileResult> RunAsync(
        ImageEngine engine, AdapterSource lora, ProfileRuns runs, Action<double> progress, CancellationToken cancellation)
    {
        var measured = new List<List<double>>();
        var timesteps = new List<float>();
        for (int i = 0; i < runs.Prompts.Length; i++)
        {
            // 1. Without.
            var request = Request(engine.Bundle, runs, i);
            var recorder = new TrajectoryRecorder(runs.GuidanceScale);
            await engine.GenerateAsync(request, recorder, cancellation).ConfigureAwait(false);
            timesteps = recorder.Timesteps;
            progress((i + 0.5) / runs.Prompts.Length);

            // 2. With.
            var follower = new TrajectoryFollower(recorder, runs.GuidanceScale);
            await engine.GenerateAsync(request with { Adapters = [new AdapterUse(lora, 1)] }, follower, cancellation).ConfigureAwait(false);
            measured.Add(follower.Cosines);
            progress((i + 1.0) / runs.Prompts.Length);
        }

        // 3. Average.
        ImmutableArray<double> means = [.. Enumerable.Range(0, timesteps.Count).Select(call => measured.Average(cosines => cosines[call]))];
        int bound = AdapterProfile.BoundOf(means, runs.Threshold);
        var profile = new AdapterProfile(
            engine.Bundle.Name, means.Length, bound, bound < means.Length ? timesteps[bound] : -1, runs.Threshold, runs.Prompts.Length,
            NoiseSchedulerCatalog.NameOf(engine.DefaultNoiseScheduler), runs.GuidanceScale, means);
        int[] single = [.. measured.Select(cosines => AdapterProfile.BoundOf(cosines, runs.Threshold))];
        return new ProfileResult(lora.DefaultName, profile, single.Min(), single.Max());
    }

    private static ImageRequest Request(ModelBundle bundle, ProfileRuns runs, int index)
    {
        int side = bundle.UNet.SampleSize * bundle.Vae.Scale;
        return new ImageRequest
        {
            Prompt = runs.Prompts[index],
            Width = side,
            Height = side,
            InferenceSteps = runs.Steps,
            GuidanceScale = runs.GuidanceScale,
            Seed = (ulong)index,
        };
    }
}
