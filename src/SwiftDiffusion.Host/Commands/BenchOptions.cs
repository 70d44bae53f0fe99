using System.CommandLine;
using System.Globalization;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Host.Bench;
using SwiftDiffusion.Host.Bench.Quality;
using SwiftDiffusion.Host.Models;

namespace SwiftDiffusion.Host.Commands;

/// <summary>The options of <c>bench</c>.</summary>
internal sealed class BenchOptions
{
    private const int MaxRows = 64;
    private const int AttachPrompts = 8;

    private readonly Option<string?> _model = new("--model") { Description = "Model folder; the built-in model when absent", HelpName = "DIR" };
    private readonly Option<int[]> _rows = CreateRows();
    private readonly Option<PixelSize?> _size = SizeOption.Create();

    // A share of the time between steps needs two of them.
    private readonly Option<int> _steps = NumberOption.Create("--steps", "Inference steps of the whole request", 20, 2, 1000);
    private readonly Option<bool> _quality = new("--quality")
    {
        Description = "Let the model's own judge read its pictures and compare with its card; exit code 1 if it reads worse",
    };

    private readonly Option<bool> _attachQuality = new("--attach-quality")
    {
        Description = "What pictures lose when their LoRAs join late, by step: SSIM and judge; exit code 1 if the judge loses more than a point at the bounds",
    };

    private readonly Option<int> _prompts = NumberOption.Create(
        "--prompts", $"How many prompts, from the first; 0 for all with --quality, for {AttachPrompts} with --attach-quality", 0, 0, 1_000_000);
    private readonly Option<DeviceList> _device = DeviceOption.Create();
    private readonly Option<bool> _json = JsonOption.Create();

    public IEnumerable<Option> All => [_model, _rows, _size, _steps, _quality, _attachQuality, _prompts, _device, _json];

    public bool IsQuality(ParseResult parsed) => parsed.GetValue(_quality);

    public bool IsAttachQuality(ParseResult parsed) => parsed.GetValue(_attachQuality);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public BenchArguments ReadBench(ParseResult parsed) =>
        new(ModelOf(parsed), parsed.GetRequiredValue(_device), [.. parsed.GetRequiredValue(_rows)], parsed.GetValue(_size), parsed.GetValue(_steps));

    public QualityArguments ReadQuality(ParseResult parsed) =>
        new(ModelOf(parsed), parsed.GetRequiredValue(_device), parsed.GetValue(_prompts) is > 0 and var count ? count : int.MaxValue);

    public QualityArguments ReadAttachQuality(ParseResult parsed) =>
        new(ModelOf(parsed), parsed.GetRequiredValue(_device), parsed.GetValue(_prompts) is > 0 and var count ? count : AttachPrompts);

    private string ModelOf(ParseResult parsed) => parsed.GetValue(_model) ?? BuiltInModel.Folder;

    private static Option<int[]> CreateRows() => new("--rows")
    {
        Description = "Batch sizes to measure, separated by commas",
        HelpName = "N,N",
        DefaultValueFactory = _ => [1, 2, 4],
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            int?[] rows = [.. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int row) ? row : (int?)null)];
            if (rows.All(row => row is >= 1 and <= MaxRows))
                return [.. rows.OfType<int>()];
            result.AddError($"--rows is '{text}'; expected numbers from 1 to {MaxRows} such as 1,2,4.");
            return [];
        },
    };
}
