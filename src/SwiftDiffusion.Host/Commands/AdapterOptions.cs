using System.Collections.Immutable;
using System.CommandLine;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Host.Models;

namespace SwiftDiffusion.Host.Commands;

/// <summary>What <c>serve</c> was told about adapters.</summary>
/// <param name="Added">For the first model, besides those in its folder.</param>
/// <param name="Timing">For requests that do not say; null for what the configuration says.</param>
/// <param name="Folder">The disk tier; null for what the configuration says.</param>
public sealed record AdapterArguments(ImmutableArray<NamedAdapter> Added, AttachMode? Timing, string? Folder)
{
    public static AdapterArguments None { get; } = new([], null, null);
}

/// <summary>The options of <c>serve</c> about adapters.</summary>
internal sealed class AdapterOptions
{
    private static readonly (string Word, AttachMode Mode)[] Timings = [("exact", AttachMode.Exact), ("asynchronous", AttachMode.Asynchronous)];

    private readonly Option<NamedAdapter[]> _adapters = CreateAdapters();
    private readonly Option<AttachMode?> _timing = CreateTiming();
    private readonly Option<string?> _folder = new("--adapter-cache")
    {
        Description = "Folder for copies of LoRAs from elsewhere; more under 'Adapters' in the configuration",
        HelpName = "DIR",
    };

    public IEnumerable<Option> All => [_adapters, _timing, _folder];

    public AdapterArguments Read(ParseResult parsed) => new([.. parsed.GetValue(_adapters) ?? []], parsed.GetValue(_timing), parsed.GetValue(_folder));

    private static Option<NamedAdapter[]> CreateAdapters() => new("--adapter")
    {
        Description = "A LoRA for the first model that lies elsewhere, repeatable: http(s)://, s3://BUCKET/KEY, file:/// or a path; ending in #sha256=HASH if it must be that file",
        HelpName = "NAME=SOURCE",
        CustomParser = result => [.. result.Tokens.Select(token => Parse(token.Value, result.AddError)).OfType<NamedAdapter>()],
    };

    private static NamedAdapter? Parse(string text, Action<string> reject)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            reject("--adapter needs a name before its source; expected NAME=SOURCE.");
            return null;
        }

        string name = text[..equals];
        if (AdapterSource.TryParse(text[(equals + 1)..], out var source, out string? problem))
            return new NamedAdapter(name, source);
        reject($"--adapter {name}: the source {problem}.");
        return null;
    }

    private static Option<AttachMode?> CreateTiming() => new("--adapter-timing")
    {
        Description = "When LoRAs join for requests that do not say: exact (before the first step, the default) or asynchronous (when they have arrived)",
        HelpName = "exact|asynchronous",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            int index = Array.FindIndex(Timings, timing => timing.Word == text);
            if (index >= 0)
                return Timings[index].Mode;
            result.AddError($"--adapter-timing is '{text}'; expected exact or asynchronous.");
            return null;
        },
    };
}
