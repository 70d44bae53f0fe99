using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Engine.Prompts;

namespace SwiftDiffusion.Host.Commands;

/// <summary>What <c>generate</c> was asked, parsed.</summary>
internal sealed record GenerateArguments
{
    public required string Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    public required string Out { get; init; }

    public string? Model { get; init; }

    public ImmutableArray<AdapterUse> Loras { get; init; } = [];

    public ImmutableArray<(string Folder, string Image, float Scale)> ControlNets { get; init; } = [];

    public required int Steps { get; init; }

    public required ulong Seed { get; init; }

    public (int Width, int Height)? Size { get; init; }

    public string? NoiseScheduler { get; init; }

    public required float Guidance { get; init; }

    public int ClipSkip { get; init; }

    public required PromptOptions PromptOptions { get; init; }

    public string? Init { get; init; }

    public string? Mask { get; init; }

    public float Strength { get; init; }

    public required DeviceSpec Device { get; init; }
}

/// <summary>The options of <c>generate</c>.</summary>
internal sealed class GenerateOptions
{
    private readonly Option<string> _prompt = new("--prompt") { Description = "What to draw", Required = true };
    private readonly Option<string?> _negative = new("--negative-prompt") { Description = "What to steer away from" };
    private readonly Option<string> _out = new("--out") { Description = "File to write: .png, .jpg or .webp", DefaultValueFactory = _ => "out.png" };
    private readonly Option<string?> _model = new("--model") { Description = "Model folder; the built-in model when absent", HelpName = "DIR" };
    private readonly Option<string[]> _loras = new("--lora") { Description = "LoRA file and strength, repeatable", HelpName = "FILE[:SCALE]" };
    private readonly Option<string[]> _controlNets = new("--controlnet") { Description = "ControlNet folder, control image and strength, repeatable", HelpName = "DIR=IMAGE[:SCALE]" };
    private readonly Option<int> _steps = new("--steps") { Description = "Inference steps", DefaultValueFactory = _ => 20 };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Same seed, same picture", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> _size = new("--size") { Description = "Pixels; the model's own size when absent", HelpName = "WxH" };
    private readonly Option<string?> _scheduler = new("--noise-scheduler") { Description = "One of: " + string.Join(", ", NoiseSchedulerCatalog.Names), HelpName = "NAME" };
    private readonly Option<float> _guidance = new("--guidance") { Description = "Guidance scale; 1 turns guidance off", DefaultValueFactory = _ => 7f };
    private readonly Option<int> _clipSkip = new("--clip-skip") { Description = "Layers of the text encoder to leave out" };
    private readonly Option<bool> _weighted = new("--weighted") { Description = "Read (word:1.2), [word] and BREAK in prompts" };
    private readonly Option<string?> _init = new("--init") { Description = "Picture to start from", HelpName = "IMAGE" };
    private readonly Option<string?> _mask = new("--mask") { Description = "Where to repaint the picture: white", HelpName = "IMAGE" };
    private readonly Option<float> _strength = new("--strength") { Description = "How much of the picture to replace, 0 to 1", DefaultValueFactory = _ => 0.75f };
    private readonly Option<DeviceSpec> _device = DeviceOption.Create();

    public IEnumerable<Option> All =>
        [_prompt, _negative, _out, _model, _loras, _controlNets, _steps, _seed, _size, _scheduler, _guidance, _clipSkip, _weighted, _init, _mask, _strength, _device];

    public GenerateArguments Read(ParseResult parsed) => new()
    {
        Prompt = parsed.GetRequiredValue(_prompt),
        NegativePrompt = parsed.GetValue(_negative),
        Out = parsed.GetRequiredValue(_out),
        Model = parsed.GetValue(_model),
        Loras = [.. (parsed.GetValue(_loras) ?? []).Select(SplitScale).Select(lora => new AdapterUse(lora.Name, lora.Scale))],
        ControlNets = [.. (parsed.GetValue(_controlNets) ?? []).Select(ParseControlNet)],
        Steps = parsed.GetValue(_steps),
        Seed = parsed.GetValue(_seed),
        Size = parsed.GetValue(_size) is { } size ? ParseSize(size) : null,
        NoiseScheduler = parsed.GetValue(_scheduler) is { } name ? KnownScheduler(name) : null,
        Guidance = parsed.GetValue(_guidance),
        ClipSkip = parsed.GetValue(_clipSkip),
        PromptOptions = new PromptOptions(parsed.GetValue(_weighted) ? PromptSyntax.Weighted : PromptSyntax.Plain, LongPrompts.Chunk),
        Init = parsed.GetValue(_init),
        Mask = parsed.GetValue(_mask),
        Strength = parsed.GetValue(_strength) is >= 0 and <= 1 and var strength ? strength : throw new CommandException("--strength must be from 0 to 1"),
        Device = parsed.GetRequiredValue(_device),
    };

    private static (string Name, float Scale) SplitScale(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && float.TryParse(text[(colon + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out float scale)
            ? (text[..colon], scale) : (text, 1f);
    }

    private static (string Folder, string Image, float Scale) ParseControlNet(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
            throw new CommandException($"--controlnet is '{text}'; expected DIR=IMAGE or DIR=IMAGE:SCALE");
        var (image, scale) = SplitScale(text[(equals + 1)..]);
        return (text[..equals], image, scale);
    }

    private static (int Width, int Height) ParseSize(string text)
    {
        string[] sides = text.Split('x', 'X');
        return sides.Length == 2 && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            ? (width, height) : throw new CommandException($"--size is '{text}'; expected WxH such as 512x768");
    }

    private static string KnownScheduler(string name) => NoiseSchedulerCatalog.TryFind(name, out _) ? name
        : throw new CommandException($"--noise-scheduler is '{name}'; expected one of {string.Join(", ", NoiseSchedulerCatalog.Names)}");
}
