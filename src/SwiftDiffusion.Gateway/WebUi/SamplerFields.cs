using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Reads <c>sampler_name</c> (or its older name <c>sampler_index</c>) and <c>scheduler</c>.</summary>
internal static class SamplerFields
{
    private const string Standard = "Euler";
    private const int LongestName = 64;

    /// <summary>Our noise scheduler and the sampler's menu label; null when the sampler is unknown, which is then a problem.</summary>
    public static (string NoiseScheduler, string Label)? Read(FieldReader fields, ModelInfo model)
    {
        string? byIndex = fields.Text("sampler_index", LongestName);
        string field = fields.Has("sampler_name") ? "sampler_name" : "sampler_index";
        string name = fields.Text("sampler_name", LongestName) ?? byIndex ?? Standard;
        string? schedule = fields.Text("scheduler", LongestName);
        if (Samplers.Find(name.Length == 0 ? Standard : name, model) is not (var sampler, var namesKarras))
        {
            fields.Reject(field, string.Join(", ", Samplers.Of(model).Select(known => known.Name)));
            return null;
        }

        return (Choose(fields, sampler, namesKarras, schedule), sampler.Name);
    }

    private static string Choose(FieldReader fields, Sampler sampler, bool namesKarras, string? schedule)
    {
        switch (schedule?.ToUpperInvariant())
        {
            case null or "" or "AUTOMATIC":
                return namesKarras || sampler.IsKarrasByDefault ? sampler.Karras! : sampler.Uniform;
            case "UNIFORM":
                return sampler.Uniform;
            case "KARRAS" when sampler.Karras is not null:
                return sampler.Karras;
            default:
                fields.Reject("scheduler", $"Automatic, {string.Join(", ", sampler.Schedules)} for {sampler.Name}");
                return sampler.Uniform;
        }
    }
}
