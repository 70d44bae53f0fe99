namespace SwiftDiffusion.Engine.Adapters;

/// <summary>The names of a target across the trainers' conventions.</summary>
internal static class TargetNames
{
    // Attention projections as the attention-processor files of diffusers before 0.22 call them.
    private static readonly (string Path, string Old)[] UNetProjections =
        [("to_q", "to_q"), ("to_k", "to_k"), ("to_v", "to_v"), ("to_out.0", "to_out")];

    private static readonly (string Path, string Old)[] TextProjections =
        [("q_proj", "to_q"), ("k_proj", "to_k"), ("v_proj", "to_v"), ("out_proj", "to_out")];

    /// <summary>Every spelling of the target: its path, its SGM name, its old names, each with dots and with underscores.</summary>
    public static IEnumerable<string> Of(AdapterTarget target, SgmNames sgm)
    {
        IEnumerable<string> dotted = target.Component == AdapterComponent.UNet ? UNet(target.Path, sgm) : Text(target.Path);
        return dotted.Prepend(target.Path).SelectMany(name => new[] { name, name.Replace('.', '_') }).Distinct();
    }

    private static IEnumerable<string> UNet(string path, SgmNames sgm)
    {
        if (sgm.NameOf(path) is { } name)
            yield return name;
        foreach (var (projection, old) in UNetProjections)
        {
            if (path.EndsWith($".{projection}", StringComparison.Ordinal))
                yield return $"{path[..^projection.Length]}processor.{old}_lora";
        }
    }

    private static IEnumerable<string> Text(string path)
    {
        foreach (var (projection, old) in TextProjections)
        {
            if (!path.EndsWith($".{projection}", StringComparison.Ordinal))
                continue;
            yield return $"{path[..^projection.Length]}{old}_lora";
            yield return $"{path[..^projection.Length]}{old}";
        }
    }
}
