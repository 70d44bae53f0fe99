using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>The web UI's lists: what requests may name. Names only; the server's paths are nobody's business.</summary>
internal sealed class CatalogApi(IGenerationService service, WebUiSettingsStore settings)
{
    private static readonly ScheduleBody[] Schedules =
    [
        new("automatic", "Automatic", null, -1, false),
        new("uniform", "Uniform", null, -1, true),
        new("karras", "Karras", null, 7, false),
    ];

    /// <summary>An empty object, by which the web UI says that it has done something, or found nothing to do.</summary>
    public static Task EmptyAsync(HttpContext context) => WriteAsync(context, new EmptyBody(), GatewayJson.Default.EmptyBody);

    /// <summary>An empty array, for lists of things there are none of.</summary>
    public static Task NothingAsync(HttpContext context) => WriteAsync(context, [], GatewayJson.Default.IReadOnlyListString);

    public Task LorasAsync(HttpContext context) => WriteAsync(
        context,
        CurrentLoras().Select(name => new LoraBody(name, name, $"{name}.safetensors", new EmptyBody())).ToArray(),
        GatewayJson.Default.LoraBodyArray);

    public Task CheckpointsAsync(HttpContext context) => WriteAsync(
        context,
        service.Models.Select(model => new CheckpointBody(model.Id, model.Id, null, null, model.Id, null)).ToArray(),
        GatewayJson.Default.CheckpointBodyArray);

    public Task SamplersAsync(HttpContext context) => WriteAsync(
        context, CurrentSamplers().Select(Describe).ToArray(), GatewayJson.Default.SamplerBodyArray);

    public static Task SchedulesAsync(HttpContext context) => WriteAsync(context, Schedules, GatewayJson.Default.ScheduleBodyArray);

    public static Task UpscalersAsync(HttpContext context) =>
        WriteAsync(context, [new UpscalerBody("None", null, null, null, 4)], GatewayJson.Default.UpscalerBodyArray);

    public static Task EmbeddingsAsync(HttpContext context) =>
        WriteAsync(context, new EmbeddingsBody(new EmptyBody(), new EmptyBody()), GatewayJson.Default.EmbeddingsBody);

    public static Task ScriptsAsync(HttpContext context) =>
        WriteAsync(context, new ScriptsBody(["controlnet"], ["controlnet"]), GatewayJson.Default.ScriptsBody);

    public static Task CommandFlagsAsync(HttpContext context) =>
        WriteAsync(context, new CommandFlagsBody(Api: true, Nowebui: true, Listen: true), GatewayJson.Default.CommandFlagsBody);

    public static Task MemoryAsync(HttpContext context)
    {
        long total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, used = Environment.WorkingSet;
        var body = new MemoryBody(new RamBody(Math.Max(0, total - used), used, total), new CudaBody("unavailable"));
        return WriteAsync(context, body, GatewayJson.Default.MemoryBody);
    }

    private ImmutableArray<string> CurrentLoras() => Current() is { } model ? model.Loras : [];

    private IEnumerable<Sampler> CurrentSamplers() => Current() is { } model ? Samplers.Of(model) : [];

    private ModelInfo? Current() => service.Models is { Count: > 0 } models ? settings.Current.ModelOf(models) : null;

    private static SamplerBody Describe(Sampler sampler) => new(
        sampler.Name, sampler.Aliases,
        sampler.IsKarrasByDefault ? new Dictionary<string, string> { ["scheduler"] = "karras" } : []);

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, contentType: null, context.RequestAborted);
}
