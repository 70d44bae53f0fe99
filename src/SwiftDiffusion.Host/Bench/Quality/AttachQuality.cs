using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Profiling;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Bench.Quality;

/// <summary>
/// What it costs a picture when its LoRA joins late. Main path, for each LoRA whose style the judge knows: (1) its bound K, from its profile or measured now, (2) for every
/// prompt a picture with the LoRA from the start and one for each later attach step, (3) how alike they are and what the judge reads off them.
/// </summary>
internal static class AttachQuality
{
    /// <summary>Inference steps; the attach steps are chosen for it.</summary>
    private const int Steps = 50;

    private const string StyleHead = "style";
    private const double Threshold = 0.99;

    private static readonly int[] AttachSteps = [0, 5, 10, 15, 20];

    public static async Task<AttachQualityReport> RunAsync(QualityArguments arguments, TimeProvider time, Action<double> progress, CancellationToken cancellation)
    {
        var card = ModelCard.Read(arguments.Model);
        ImmutableArray<JudgePrompt> prompts = [.. JudgePrompt.ReadOneObject(arguments.Model).Take(arguments.MaxPrompts)];
        using var judge = Judge.Open(arguments.Model);
        using var devices = ModelDevices.Open(arguments.Devices, [arguments.Model]);
        await using var engine = ImageEngine.Load(arguments.Model, devices, EngineOptions.Default, time);
        string[] heads = [.. card.Rates.Select(rate => rate.Key).Where(head => head != ModelCard.All)];
        var run = new Run(engine, judge, prompts, heads, card.GuidanceScale);
        AdapterSource[] styles = [.. Styles(arguments.Model, judge)];

        var lines = new List<AttachQualityLine>();
        for (int i = 0; i < styles.Length; i++)
            lines.AddRange(await run.MeasureAsync(styles[i], done => progress((i + done) / styles.Length), cancellation).ConfigureAwait(false));
        return new AttachQualityReport(engine.Bundle.Name, prompts.Length, Steps, card.GuidanceScale, lines);
    }

    private static IEnumerable<AdapterSource> Styles(string model, Judge judge)
    {
        var classes = judge.ClassesOf(StyleHead);
        var loras = AddOnFolders.Loras(model).Where(lora => classes.Contains(lora.Key)).OrderBy(lora => lora.Key, StringComparer.Ordinal).ToArray();
        return loras.Length > 0 ? loras.Select(lora => new AdapterSource.LocalFile(lora.Value))
            : throw new ModelFormatException(model, $"has no LoRA called like a class of the judge's head '{StyleHead}'");
    }

    /// <summary>What all LoRAs are measured with.</summary>
    private sealed record Run(ImageEngine Engine, Judge Judge, ImmutableArray<JudgePrompt> Prompts, string[] Heads, float GuidanceScale)
    {
        public async Task<List<AttachQualityLine>> MeasureAsync(AdapterSource lora, Action<double> progress, CancellationToken cancellation)
        {
            // 1. The bound.
            int bound = await BoundAsync(lora, cancellation).ConfigureAwait(false);
            int[] steps = [.. AttachSteps.Append(bound)];

            // 2. and 3. Pictures.
            var similarities = steps.Select(_ => new List<double>()).ToArray();
            var readings = steps.Select(_ => new List<double>()).ToArray();
            for (int p = 0; p < Prompts.Length; p++)
            {
                // The bound is often one of the other steps.
                var pictures = new Dictionary<int, PixelImage>();
                for (int s = 0; s < steps.Length; s++)
                {
                    if (!pictures.TryGetValue(steps[s], out var picture))
                        pictures.Add(steps[s], picture = (await Engine.GenerateAsync(Request(lora, p, steps[s]), observer: null, cancellation).ConfigureAwait(false)).Image);
                    similarities[s].Add(StructuralSimilarity.Of(pictures[0], picture));
                    readings[s].Add(ShareRead(picture, Prompts[p], lora.DefaultName));
                    progress((((double)p * steps.Length) + s + 1) / (Prompts.Length * steps.Length));
                }
            }

            return [.. steps.Select((step, s) =>
            {
                var losses = readings[0].Zip(readings[s], (first, late) => 100 * (first - late)).ToArray();
                return new AttachQualityLine(
                    lora.DefaultName, step, s == steps.Length - 1, similarities[s].Average(), 100 * readings[s].Average(), losses.Average(), Measurement.StandardError(losses));
            })];
        }

        private async Task<int> BoundAsync(AdapterSource lora, CancellationToken cancellation)
        {
            var runs = new ProfileRuns([.. Prompts.Select(prompt => prompt.Prompt)], Steps, GuidanceScale, Threshold);
            var profile = Engine.Adapters.ProfileOf(lora) is { } known && known.Steps == Steps ? known
                : (await AdapterProfiler.RunAsync(Engine, lora, runs, _ => { }, cancellation).ConfigureAwait(false)).Profile;
            return Math.Min(profile.Bound, Steps - 1);
        }

        private ImageRequest Request(AdapterSource lora, int prompt, int attachStep) => new()
        {
            Prompt = Prompts[prompt].Prompt,
            Width = Judge.Width,
            Height = Judge.Height,
            InferenceSteps = Steps,
            GuidanceScale = GuidanceScale,
            Seed = (ulong)prompt,
            Adapters = [new AdapterUse(lora, 1)],
            AdapterTiming = AdapterTiming.Replay(attachStep),
        };

        /// <summary>The share of heads that read what the prompt said, and the LoRA's style.</summary>
        private double ShareRead(PixelImage image, JudgePrompt prompt, string style)
        {
            var reading = Judge.Read(image);
            return Heads.Select(head => reading[head] == prompt.Answers[head]).Append(reading[StyleHead] == style).Average(isRight => isRight ? 1.0 : 0.0);
        }
    }
}
