using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Reads settings, for one request (<c>override_settings</c>) or from now on (<c>POST /sdapi/v1/options</c>).</summary>
internal static class SettingFields
{
    private static readonly (string Word, OutputFormat Meaning)[] Formats =
        [("png", OutputFormat.Png), ("jpg", OutputFormat.Jpeg), ("jpeg", OutputFormat.Jpeg), ("webp", OutputFormat.WebP)];

    /// <summary>Settings of the web UI that pass at values which ask for nothing special.</summary>
    private static readonly (string Name, Predicate<JsonElement> IsHarmless)[] Harmless =
    [
        ("eta_noise_seed_delta", value => value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0),
        ("sd_checkpoint_hash", _ => true),
        ("sd_vae", value => HarmlessFields.IsEmpty(value) || (value.ValueKind == JsonValueKind.String && value.ValueEquals("Automatic"))),
        ("samples_save", _ => true),
        ("grid_save", _ => true),
        ("return_grid", _ => true),
    ];

    /// <summary>The settings with what the fields say on top; fields nobody knows are problems.</summary>
    public static WebUiSettings Read(FieldReader fields, WebUiSettings settings, IReadOnlyList<ModelInfo> models)
    {
        string? model = ReadModel(fields, models);
        var format = fields.Choice("samples_format", Formats);
        long? stop = fields.Whole("CLIP_stop_at_last_layers", 1, JobLimits.MaxClipSkip + 1);
        bool? previews = fields.Flag("live_previews_enable");
        foreach (var (name, isHarmless) in Harmless)
            fields.Only(name, "the web UI's default", isHarmless);
        fields.RejectUnknown(RequestFields.NoneTolerated, RequestFields.NoSynonyms);
        return new WebUiSettings(
            model ?? settings.Model, format ?? settings.Format, (int)(stop ?? settings.StopAtLastLayers), previews ?? settings.ShowsPreviews);
    }

    /// <summary>The word for a format in this API.</summary>
    public static string WordOf(OutputFormat format) => Formats.First(name => name.Meaning == format).Word;

    /// <summary>A model's id, or its title with a hash behind it: "name [hash]", "name.safetensors".</summary>
    private static string? ReadModel(FieldReader fields, IReadOnlyList<ModelInfo> models)
    {
        const int longestTitle = 512;
        if (fields.Text("sd_model_checkpoint", longestTitle) is not { Length: > 0 } title)
            return null;
        string name = CheckpointName.Of(title);
        if (models.Any(model => model.Id == name))
            return name;
        fields.Reject("sd_model_checkpoint", KnownName.Accepted(name, [.. models.Select(model => model.Id)]), FailureCode.UnknownModel);
        return null;
    }
}
