using System.Collections.Immutable;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Bench.Quality;

/// <summary>What <c>bench --quality</c> was asked.</summary>
/// <param name="Model">Model folder with card and judge.</param>
/// <param name="Devices">Where to run.</param>
/// <param name="MaxPrompts">Prompts to use at most.</param>
internal sealed record QualityArguments(string Model, DeviceList Devices, int MaxPrompts);

/// <summary>
/// Repeats the card's measurement: (1) read card, prompts and judge from the model's folder, (2) make a picture for every prompt at the card's setting
/// and from the card's noise, (3) let the judge read it, (4) count. The same noise matters: that of other seeds moves the rates of a hundred pictures by
/// more than a fault in the engine would.
/// </summary>
internal static class QualityBench
{
    // How onnx/training/evaluate.py draws: batches, each from a generator seeded with this plus the index of its first prompt.
    private const int BatchSize = 16;
    private const int FirstSeed = 1;

    public static async Task<QualityReport> RunAsync(QualityArguments arguments, TimeProvider time, Action<double> progress, CancellationToken cancellation)
    {
        // 1. Read.
        var card = ModelCard.Read(arguments.Model);
        ImmutableArray<JudgePrompt> prompts = [.. JudgePrompt.ReadOneObject(arguments.Model).Take(arguments.MaxPrompts)];
        using var judge = Judge.Open(arguments.Model);
        using var devices = ModelDevices.Open(arguments.Devices, [arguments.Model]);
        await using var engine = ImageEngine.Load(arguments.Model, devices, EngineOptions.Default, time);

        var noise = new PyTorchNoise(FirstSeed);
        var readings = new List<IReadOnlyDictionary<string, string>>();
        var seconds = TimeSpan.Zero;
        for (int i = 0; i < prompts.Length; i++)
        {
            // 2. Make the picture.
            if (i % BatchSize == 0)
                noise = new PyTorchNoise((uint)(FirstSeed + i));
            var request = Request(prompts[i].Prompt, card, judge) with { Noise = noise };
            var result = await engine.GenerateAsync(request, observer: null, cancellation).ConfigureAwait(false);
            seconds += result.Timings.Total;

            // 3. Read it.
            readings.Add(judge.Read(result.Image));
            progress((i + 1.0) / prompts.Length);
        }

        // 4. Count.
        return new QualityReport(
            engine.Bundle.Name, prompts.Length, card.InferenceSteps, card.GuidanceScale, Rates(card, prompts, readings, arguments.Model),
            seconds.TotalSeconds / Math.Max(1, prompts.Length));
    }

    /// <summary>The share of pictures read as told, for every rate of the card.</summary>
    private static List<QualityRate> Rates(
        ModelCard card, ImmutableArray<JudgePrompt> prompts, List<IReadOnlyDictionary<string, string>> readings, string model)
    {
        string[] heads = [.. card.Rates.Select(rate => rate.Key).Where(head => head != ModelCard.All)];
        if (prompts.IsEmpty || heads.FirstOrDefault(head => !prompts[0].Answers.ContainsKey(head) || !readings[0].ContainsKey(head)) is not null)
            throw new ModelFormatException(model, "card, judge and prompts do not fit together: a rate of the card is no head of the judge, or no prompt is answered");
        return [.. card.Rates.Select(rate => new QualityRate(rate.Key, Share(rate.Key == ModelCard.All ? heads : [rate.Key]), rate.Value))];

        double Share(string[] of) => prompts.Zip(readings).Average(pair => of.All(head => pair.First.Answers[head] == pair.Second[head]) ? 1.0 : 0.0);
    }

    private static ImageRequest Request(string prompt, ModelCard card, Judge judge) => new()
    {
        Prompt = prompt,
        Width = judge.Width,
        Height = judge.Height,
        InferenceSteps = card.InferenceSteps,
        GuidanceScale = card.GuidanceScale,
        Seed = FirstSeed,
    };
}
