using System.CommandLine;
using SwiftDiffusion.LoadGen.Stubs;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary>The options of the stub adapter server.</summary>
internal sealed class StubOptionSet
{
    private readonly Option<string?> _template = new("--stub-template")
    {
        Description = "A LoRA file for the model under load; stub adapters have its names and shapes and other values",
        HelpName = "FILE",
    };
    private readonly Option<int> _count = ValueOption.Number("--stub-adapters", "Number of stub adapters", 1000, 1, 1_000_000);
    private readonly Option<TimeSpan?> _delay = ValueOption.Duration("--stub-delay", "Time before the first byte of a stub adapter", TimeSpan.Zero);
    private readonly Option<double?> _bandwidth = ValueOption.Bandwidth("--stub-bandwidth", "Bandwidth that all downloads of stub adapters share; unlimited when absent");
    private readonly Option<string> _url = new("--stub-url")
    {
        Description = "Address the stub adapter server listens on",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:0",
    };

    public IEnumerable<Option> Options => [_template, _count, _delay, _bandwidth, _url];

    /// <summary>Null when no template is given.</summary>
    /// <exception cref="UserException">The template is no LoRA file.</exception>
    public StubAdapterOptions? Read(ParseResult parsed) => parsed.GetValue(_template) is { } template
        ? new StubAdapterOptions(
            LoraTemplate.Open(template), parsed.GetValue(_count), parsed.GetValue(_delay)!.Value, parsed.GetValue(_bandwidth), parsed.GetValue(_url)!)
        : null;
}
