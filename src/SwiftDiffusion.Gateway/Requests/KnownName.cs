using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>Reads a field that must name something that exists: a model, a LoRA, a ControlNet, a noise scheduler.</summary>
internal static class KnownName
{
    private const int LongestName = 256;
    private const int MostListed = 20;

    /// <summary>The name if it is one of <paramref name="known"/> (null: anything goes); null if it is absent or was rejected.</summary>
    public static string? Read(FieldReader fields, string field, IReadOnlyList<string>? known, FailureCode code)
    {
        string? name = fields.Text(field, LongestName);
        if (string.IsNullOrWhiteSpace(name) && known is null)
            return null;
        if (name is null || known is null || known.Contains(name, StringComparer.Ordinal))
            return name;
        fields.Reject(field, Accepted(name, known), code);
        return null;
    }

    /// <summary>As <see cref="Read"/>, but absence is a problem too.</summary>
    public static string? ReadRequired(FieldReader fields, string field, IReadOnlyList<string>? known, FailureCode code)
    {
        if (!fields.Has(field))
            fields.Reject(field, known is null ? "a name" : Accepted("", known));
        return Read(fields, field, known, code);
    }

    /// <summary>What is accepted instead of an unknown name, the closest one first.</summary>
    public static string Accepted(string name, IReadOnlyList<string> known)
    {
        if (known.Count == 0)
            return "none, as there are none here";
        string more = known.Count > MostListed ? $" and {known.Count - MostListed} more" : "";
        string listed = string.Join(", ", known.Take(MostListed)) + more;
        return ClosestName.Find(name, known) is { } meant ? $"most likely {meant}, of {listed}" : listed;
    }
}
