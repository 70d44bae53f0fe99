using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using SwiftDiffusion.Host.Commands;

namespace SwiftDiffusion.Host.Configuration;

/// <summary>Where settings come from, the weakest first: a file, the environment, the command line.</summary>
internal sealed class SettingSources
{
    public const string EnvironmentPrefix = "SWIFTDIFFUSION_";
    private const string Default = "default";

    private readonly IConfigurationRoot _root;

    private SettingSources(IConfigurationRoot root) => _root = root;

    /// <summary>All of them, the stronger hiding the weaker.</summary>
    public IConfigurationRoot Root => _root;

    /// <param name="file">A JSON file with comments; null for none.</param>
    /// <param name="flags">Settings by name, from the command line.</param>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    public static SettingSources Open(string? file, IEnumerable<KeyValuePair<string, string?>> flags)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        try
        {
            return new SettingSources(builder.AddEnvironmentVariables(EnvironmentPrefix).AddInMemoryCollection(flags).Build());
        }
        catch (FileNotFoundException e)
        {
            throw new CommandException($"--config: {file}: file not found", e);
        }
        catch (InvalidDataException e)
        {
            throw new CommandException($"--config: {file}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    /// <summary>The strongest value of a setting, and who set it.</summary>
    public (string? Text, string Source) Find(string name)
    {
        foreach (var provider in _root.Providers.Reverse())
        {
            if (provider.TryGet(name, out string? text) && text is not null)
                return (text, NameOf(provider));
        }

        return (null, Default);
    }

    /// <summary>
    /// A list from the strongest source that has it, whole: numbered entries, or one text with semicolons. Null when nobody set it.
    /// </summary>
    public (IReadOnlyList<string>? Entries, string Source) FindList(string name)
    {
        foreach (var provider in _root.Providers.Reverse())
        {
            if (provider.TryGet(name, out string? text) && !string.IsNullOrEmpty(text))
                return (text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), NameOf(provider));
            string[] keys = [.. provider.GetChildKeys([], name).Distinct().Order(ConfigurationKeyComparer.Instance)];
            string[] entries = [.. keys.Select(key => provider.TryGet($"{name}:{key}", out string? entry) ? entry : null).OfType<string>()];
            if (entries.Length > 0)
                return (entries, NameOf(provider));
        }

        return (null, Default);
    }

    /// <summary>Whether anything is set below a name.</summary>
    public bool HasAny(string name) => _root.GetSection(name).GetChildren().Any();

    /// <summary>Every name that somebody set, with who it was.</summary>
    public IEnumerable<(string Name, string Source)> Names() =>
        from entry in _root.AsEnumerable()
        where entry.Value is not null
        select (entry.Key, Find(entry.Key).Source);

    private static string NameOf(IConfigurationProvider provider) => provider switch
    {
        JsonConfigurationProvider json => Path.GetFileName(json.Source.Path!),
        EnvironmentVariablesConfigurationProvider => "environment",
        MemoryConfigurationProvider => "command line",
        _ => $"{provider}",
    };
}
