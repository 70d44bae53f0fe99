using System.Collections.Immutable;
using SwiftDiffusion.Host.Bench.Quality;

namespace SwiftDiffusion.Host.Profiling;

/// <summary>Prompts to measure with: those that came with the model, else some that any model can draw.</summary>
internal static class ProfilePrompts
{
    private static readonly ImmutableArray<string> Common =
    [
        "a photograph of a cat sitting on a red sofa",
        "a mountain lake at sunrise, mist over the water",
        "portrait of an old man with a grey beard",
        "a busy street in the rain at night, neon signs",
        "a bowl of fruit on a wooden table",
        "a wooden house in a snowy forest",
        "an astronaut riding a horse",
        "a field of sunflowers under a blue sky",
    ];

    /// <param name="model">Model folder.</param>
    /// <param name="count">At most this many.</param>
    public static ImmutableArray<string> Of(string model, int count)
    {
        bool hasOwn = File.Exists(Path.Combine(model, "judge", "prompts.json"));
        var prompts = hasOwn ? [.. JudgePrompt.ReadOneObject(model).Select(prompt => prompt.Prompt)] : Common;
        return [.. prompts.Take(count)];
    }
}
