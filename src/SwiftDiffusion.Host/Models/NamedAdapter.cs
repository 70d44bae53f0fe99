using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Host.Models;

/// <summary>An adapter under the name by which requests ask for it.</summary>
public sealed record NamedAdapter(string Name, AdapterSource Source)
{
    /// <summary>Reads <c>NAME=SOURCE</c>, or says as a phrase what is wrong with it.</summary>
    internal static (NamedAdapter? Adapter, string? Problem) Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            return (null, "needs a name before its source; expected NAME=SOURCE");
        string name = text[..equals];
        return AdapterSource.TryParse(text[(equals + 1)..], out var source, out string? problem)
            ? (new NamedAdapter(name, source), null)
            : (null, $"{name}: the source {problem}");
    }
}
