using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Reads <c>sampler_name</c> (or its older name <c>sampler_index</c>), <c>scheduler</c> and <c>eta</c>.</summary>
internal static class SamplerFields
{
    private const string Standard = "Euler";
    private const string Ddim = "DDIM";
    private const int LongestName = 64;

    /// <summary>Our noise scheduler and the sampler's menu label; null when the sampler is unknown, which is then a problem.</summary>
    public static (string NoiseScheduler, string Label)? Read(FieldReader fields, ModelInfo model)
    {
        string? byIndex = fields.Text("sampler_index", LongestName);
        string field = fields.Has("sampler_name") ? "sampler_name" : "sampler_index";
        string name = fields.Text("sampler_name", LongestName) ?? byIndex ?? Standard;
        string? schedule = fields.Text("scheduler", LongestName);
        CheckEta(fields, name);
        if (Samplers.Find(name.Length == 0 ? Standard : name, model) is not (var sampler, var namesKarras))
        {
            fields.Reject(field, string.Join(", ", Samplers.Of(model).Select(known => known.Name)));
            return null;
        }

        return (Choose(fields, sampler, namesKarras, schedule), sampler.Name);
    }

    /// <summary>
    /// How much noise is added on the way. Clients send 0 or 1 with any sampler: most have no such noise, and those that have it add all of it, for which
    /// the web UI has known both numbers. DDIM alone would be another sampler at 1.
    /// </summary>
    private static void CheckEta(FieldReader fields, string sampler)
    {
        if (sampler.Equals(Ddim, StringComparison.OrdinalIgnoreCase))
            fields.Only("eta", $"0 for {Ddim}", value => HarmlessFields.IsNumber(value, 0));
        else
            fields.Only("eta", "0 or 1, the sampler's own", value => HarmlessFields.IsNumber(value, 0, 1));
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
