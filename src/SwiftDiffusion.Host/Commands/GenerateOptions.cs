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

    public PixelSize? Size { get; init; }

    public string? NoiseScheduler { get; init; }

    public required float Guidance { get; init; }

    public int ClipSkip { get; init; }

    public required PromptOptions PromptOptions { get; init; }

    public string? Init { get; init; }

    public string? Mask { get; init; }

    public double Strength { get; init; }

    public bool DrawsEdges { get; init; }

    public required DeviceList Devices { get; init; }
}

/// <summary>The options of <c>generate</c>.</summary>
internal sealed class GenerateOptions
{
    private readonly Option<string> _prompt = new("--prompt") { Description = "What to draw", HelpName = "TEXT", Required = true };
    private readonly Option<string?> _negative = new("--negative-prompt") { Description = "What to steer away from", HelpName = "TEXT" };
    private readonly Option<string> _out = new("--out") { Description = "File to write: .png, .jpg or .webp", HelpName = "FILE", DefaultValueFactory = _ => "out.png" };
    private readonly Option<string?> _model = new("--model") { Description = "Model folder; the built-in model when absent", HelpName = "DIR" };
    private readonly Option<string[]> _loras = new("--lora") { Description = "LoRA file or address and strength, repeatable", HelpName = "FILE[:SCALE]" };
    private readonly Option<string[]> _controlNets = new("--controlnet") { Description = "ControlNet folder, control image and strength, repeatable", HelpName = "DIR=IMAGE[:SCALE]" };
    private readonly Option<int> _steps = NumberOption.Create("--steps", "Inference steps", 20, 1, 1000);
    private readonly Option<ulong> _seed = NumberOption.Create<ulong>("--seed", "Same seed, same picture", 0, 0, long.MaxValue);
    private readonly Option<PixelSize?> _size = SizeOption.Create();
    private readonly Option<string?> _scheduler = new("--noise-scheduler") { Description = "One of: " + string.Join(", ", NoiseSchedulerCatalog.Names), HelpName = "NAME" };
    private readonly Option<float> _guidance = NumberOption.Create("--guidance", "Guidance scale; 1 turns guidance off", 7f, 0f, 100f);
    private readonly Option<int> _clipSkip = NumberOption.Create("--clip-skip", "Layers of the text encoder to leave out", 0, 0, 100);
    private readonly Option<bool> _weighted = new("--weighted") { Description = "Read (word:1.2), [word] and BREAK in prompts" };
    private readonly Option<string?> _init = new("--init") { Description = "Picture to start from", HelpName = "IMAGE" };
    private readonly Option<string?> _mask = new("--mask") { Description = "Where to repaint the picture: white", HelpName = "IMAGE" };
    private readonly Option<double> _strength = NumberOption.Create("--strength", "How much of the picture to replace", 0.75, 0.0, 1.0);
    private readonly Option<bool> _canny = new("--canny") { Description = "Draw the Canny edges of the control images first, so that any picture can steer" };
    private readonly Option<DeviceList> _device = DeviceOption.Create();

    public IEnumerable<Option> All =>
        [_prompt, _negative, _out, _model, _loras, _controlNets, _steps, _seed, _size, _scheduler, _guidance, _clipSkip, _weighted, _init, _mask, _strength, _canny, _device];

    public GenerateArguments Read(ParseResult parsed) => new()
    {
        Prompt = parsed.GetRequiredValue(_prompt),
        NegativePrompt = parsed.GetValue(_negative),
        Out = parsed.GetRequiredValue(_out),
        Model = parsed.GetValue(_model),
        Loras = [.. (parsed.GetValue(_loras) ?? []).Select(SplitScale).Select(lora => new AdapterUse(LoraOption.SourceOf(lora.Name), lora.Scale))],
        ControlNets = [.. (parsed.GetValue(_controlNets) ?? []).Select(ParseControlNet)],
        Steps = parsed.GetValue(_steps),
        Seed = parsed.GetValue(_seed),
        Size = parsed.GetValue(_size),
        NoiseScheduler = parsed.GetValue(_scheduler) is { } name ? KnownScheduler(name) : null,
        Guidance = parsed.GetValue(_guidance),
        ClipSkip = parsed.GetValue(_clipSkip),
        PromptOptions = new PromptOptions(parsed.GetValue(_weighted) ? PromptSyntax.Weighted : PromptSyntax.Plain, LongPrompts.Chunk),
        Init = parsed.GetValue(_init),
        Mask = parsed.GetValue(_mask),
        Strength = parsed.GetValue(_strength),
        DrawsEdges = parsed.GetValue(_canny),
        Devices = parsed.GetRequiredValue(_device),
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

    private static string KnownScheduler(string name) => NoiseSchedulerCatalog.TryFind(name, out _) ? name
        : throw new CommandException($"--noise-scheduler is '{name}'; expected one of {string.Join(", ", NoiseSchedulerCatalog.Names)}");
}
