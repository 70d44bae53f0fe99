using System.Collections.Immutable;
using System.Globalization;

namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// What an image was made from, as it is embedded in the image: enough to make it again. Names of samplers and schedule types are those of
/// AUTOMATIC1111's menus ("Euler a", "Karras").
/// </summary>
public sealed record GenerationParameters
{
    public required string Prompt { get; init; }

    public string NegativePrompt { get; init; } = "";

    /// <summary>Inference steps.</summary>
    public required int Steps { get; init; }

    public required string Sampler { get; init; }

    public string? ScheduleType { get; init; }

    public required double GuidanceScale { get; init; }

    public required long Seed { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public string? ModelHash { get; init; }

    public string? Model { get; init; }

    /// <summary>Share of the steps that an image-to-image request ran, 0..1.</summary>
    public double? DenoisingStrength { get; init; }

    public int? ClipSkip { get; init; }

    /// <summary>Where random numbers came from, e.g. "CPU".</summary>
    public string? Rng { get; init; }

    public ImmutableArray<LoraHash> LoraHashes { get; init; } = [];

    public ImmutableArray<ControlNetParameters> ControlNets { get; init; } = [];

    /// <summary>Writer of the image, e.g. "SwiftDiffusion 0.1.0".</summary>
    public string? Version { get; init; }

    /// <summary>Fields of other programs, and known ones whose value could not be read, as they stood.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Other { get; init; } = [];

    /// <summary>The text to embed.</summary>
    public string ToText()
    {
        var present = Fields().Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Key, field.Value!));
        return new Infotext(Prompt, NegativePrompt, [.. present]).ToText();
    }

    /// <summary>Null when one of the required fields is missing or unreadable; <see cref="Infotext.Parse"/> then still has the rest.</summary>
    public static GenerationParameters? Parse(string text)
    {
        var infotext = Infotext.Parse(text);
        var result = new GenerationParameters
        {
            Prompt = infotext.Prompt,
            NegativePrompt = infotext.NegativePrompt,
            Steps = 0,
            Sampler = "",
            GuidanceScale = double.NaN,
            Seed = long.MinValue,
            Width = 0,
            Height = 0,
        };
        foreach (var field in infotext.Fields)
            result = With(result, field.Key, field.Value) ?? result with { Other = result.Other.Add(field) };
        bool isComplete = result is { Steps: > 0, Sampler.Length: > 0, Seed: > long.MinValue, Width: > 0, Height: > 0 };
        return isComplete && double.IsFinite(result.GuidanceScale) ? result : null;
    }

    private static GenerationParameters? With(GenerationParameters p, string key, string value) => key switch
    {
        "Steps" => ParseInt(value) is { } steps ? p with { Steps = steps } : null,
        "Sampler" => p with { Sampler = value },
        "Schedule type" => p with { ScheduleType = value },
        "CFG scale" => ParseDouble(value) is { } scale ? p with { GuidanceScale = scale } : null,
        "Seed" => long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out long seed) ? p with { Seed = seed } : null,
        "Size" => ParseSize(value) is { } size ? p with { Width = size.Width, Height = size.Height } : null,
        "Model hash" => p with { ModelHash = value },
        "Model" => p with { Model = value },
        "Denoising strength" => ParseDouble(value) is { } strength ? p with { DenoisingStrength = strength } : null,
        "Clip skip" => ParseInt(value) is { } skip ? p with { ClipSkip = skip } : null,
        "RNG" => p with { Rng = value },
        "Lora hashes" => ParseLoraHashes(value) is { } hashes ? p with { LoraHashes = hashes } : null,
        "Version" => p with { Version = value },
        _ when key.StartsWith("ControlNet ", StringComparison.Ordinal) =>
            ControlNetParameters.Parse(value) is { } unit ? p with { ControlNets = p.ControlNets.Add(unit) } : null,
        _ => null,
    };

    private IEnumerable<(string Key, string? Value)> Fields() =>
    [
        ("Steps", Text(Steps)),
        ("Sampler", Sampler),
        ("Schedule type", ScheduleType),
        ("CFG scale", Text(GuidanceScale)),
        ("Seed", Text(Seed)),
        ("Size", $"{Text(Width)}x{Text(Height)}"),
        ("Model hash", ModelHash),
        ("Model", Model),
        ("Denoising strength", Text(DenoisingStrength)),
        ("Clip skip", Text(ClipSkip)),
        ("RNG", Rng),
        ("Lora hashes", LoraHashes.IsEmpty ? null : string.Join(", ", LoraHashes.Select(lora => lora.ToText()))),
        .. ControlNets.Select((unit, i) => ($"ControlNet {Text(i)}", (string?)unit.ToText())),
        .. Other.Select(field => (field.Key, (string?)field.Value)),
        ("Version", Version),
    ];

    private static string? Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture);

    private static int? ParseInt(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static double? ParseDouble(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static (int Width, int Height)? ParseSize(string text) =>
        text.Split('x') is [var w, var h] && ParseInt(w) is { } width && ParseInt(h) is { } height ? (width, height) : null;

    private static ImmutableArray<LoraHash>? ParseLoraHashes(string text)
    {
        var hashes = ImmutableArray.CreateBuilder<LoraHash>();
        foreach (string entry in text.Split(", "))
        {
            int colon = entry.LastIndexOf(": ", StringComparison.Ordinal);
            if (colon < 0)
                return null;
            hashes.Add(new LoraHash(entry[..colon], entry[(colon + 2)..]));
        }

        return hashes.ToImmutable();
    }
}
