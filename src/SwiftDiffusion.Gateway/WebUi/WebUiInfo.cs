using System.Globalization;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Images;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Writes what the web UI tells of finished pictures (modules/processing.py, <c>Processed.js</c>).</summary>
internal static class WebUiInfo
{
    public static byte[] Write(WebUiRequest request, IReadOnlyList<string> infotexts, WebUiTask task)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ImagesResponse.Options))
        {
            json.WriteStartObject();
            WriteTexts(json, request);
            WriteNumbers(json, request);
            json.WriteString("sampler_name", request.Sampler);
            json.WriteBoolean("restore_faces", false);
            json.WriteNull("face_restoration_model");
            json.WriteString("sd_model_name", request.Job.Model);
            json.WriteNull("sd_model_hash");
            json.WriteNull("sd_vae_name");
            json.WriteNull("sd_vae_hash");
            json.WriteNumber("seed_resize_from_w", -1);
            json.WriteNumber("seed_resize_from_h", -1);
            WriteExtra(json, request, task);
            WriteArray(json, "infotexts", infotexts);
            WriteArray(json, "styles", []);
            json.WriteString("job_timestamp", TimestampOf(task));
            json.WriteBoolean("is_using_inpainting_conditioning", false);
            json.WriteString("version", "SwiftDiffusion");
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>When a task began, as the web UI names its files.</summary>
    public static string TimestampOf(WebUiTask task) => task.StartedAt.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static void WriteTexts(Utf8JsonWriter json, WebUiRequest request)
    {
        int count = request.Job.ImageCount;
        json.WriteString("prompt", request.WrittenPrompt);
        WriteArray(json, "all_prompts", Enumerable.Repeat(request.WrittenPrompt, count));
        json.WriteString("negative_prompt", request.Job.NegativePrompt);
        WriteArray(json, "all_negative_prompts", Enumerable.Repeat(request.Job.NegativePrompt, count));
    }

    private static void WriteNumbers(Utf8JsonWriter json, WebUiRequest request)
    {
        var job = request.Job;
        json.WriteNumber("seed", job.Seed);
        WriteNumberArray(json, "all_seeds", job);
        // Variations of a seed are not supported; the members are there because clients read them.
        json.WriteNumber("subseed", job.Seed);
        WriteNumberArray(json, "all_subseeds", job);
        json.WriteNumber("subseed_strength", 0);
        json.WriteNumber("width", job.Width);
        json.WriteNumber("height", job.Height);
        json.WriteNumber("cfg_scale", job.GuidanceScale);
        json.WriteNumber("steps", job.InferenceSteps);
        json.WriteNumber("batch_size", request.BatchSize);
        if (job.Source is { } source)
            json.WriteNumber("denoising_strength", source.Strength);
        else
            json.WriteNull("denoising_strength");
        json.WriteNumber("index_of_first_image", 0);
        json.WriteNumber("clip_skip", job.ClipSkip + 1);
    }

    private static void WriteExtra(Utf8JsonWriter json, WebUiRequest request, WebUiTask task)
    {
        json.WriteStartObject("extra_generation_params");
        if (!request.Notes.IsEmpty)
            json.WriteString("Without effect", string.Join("; ", request.Notes));
        if (task.IsStopped)
            json.WriteString("Stopped", task.IsSkipped ? "skipped" : "interrupted");
        json.WriteEndObject();
    }

    private static void WriteNumberArray(Utf8JsonWriter json, string name, GenerationJob job)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < job.ImageCount; i++)
            json.WriteNumberValue(job.SeedOf(i));
        json.WriteEndArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
