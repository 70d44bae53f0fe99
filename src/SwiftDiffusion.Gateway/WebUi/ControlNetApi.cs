using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>The ControlNet extension's own routes: its lists, and <c>POST /controlnet/detect</c>, which draws edges without making a picture.</summary>
internal sealed class ControlNetApi(
    IGenerationService service, IPictureService pictures, WebUiSettingsStore settings, IOptions<GatewayOptions> options)
{
    /// <summary>Of the extension's API, whose fields this server reads.</summary>
    private const int ApiVersion = 3;
    private const int DefaultResolution = 512;
    private const string None = "None";

    private static readonly string[] Modules = ["none", "canny"];

    public static Task VersionAsync(HttpContext context) =>
        WriteAsync(context, new ControlNetVersionBody(ApiVersion), GatewayJson.Default.ControlNetVersionBody);

    public Task ModelsAsync(HttpContext context) =>
        WriteAsync(context, new ControlNetModelsBody(CurrentControlNets()), GatewayJson.Default.ControlNetModelsBody);

    public static Task ModulesAsync(HttpContext context)
    {
        var details = new Dictionary<string, ModuleDetailBody>
        {
            ["none"] = new(false, []),
            ["canny"] = new(false,
            [
                new("Low Threshold", CannyThresholds.Default.Low, 1, 255, 1),
                new("High Threshold", CannyThresholds.Default.High, 1, 255, 1),
            ]),
        };
        return WriteAsync(context, new ControlNetModulesBody(Modules, details), GatewayJson.Default.ControlNetModulesBody);
    }

    public Task TypesAsync(HttpContext context)
    {
        var models = CurrentControlNets();
        string[] canny = [.. models.Where(name => name.Contains("canny", StringComparison.OrdinalIgnoreCase))];
        var types = new Dictionary<string, ControlTypeBody>
        {
            ["All"] = new(Modules, [None, .. models], "none", None),
            ["Canny"] = new(Modules, [None, .. canny], "canny", canny.FirstOrDefault() ?? None),
        };
        return WriteAsync(context, new ControlTypesBody(types), GatewayJson.Default.ControlTypesBody);
    }

    public Task SettingsAsync(HttpContext context) =>
        WriteAsync(context, new ControlNetSettingsBody(options.Value.MaxControlNets), GatewayJson.Default.ControlNetSettingsBody);

    public async Task DetectAsync(HttpContext context)
    {
        if (await WebUiBody.ReadAsync(context, Detect) is { } images)
            await WriteAsync(context, new DetectedBody(images, "Success"), GatewayJson.Default.DetectedBody);
    }

    private string[]? Detect(FieldReader fields)
    {
        bool drawsEdges = fields.Word("controlnet_module", Modules) == "canny";
        var entries = fields.Texts("controlnet_input_images", options.Value.MaxControlNets, "pictures as base64 or as data URLs");
        if (!fields.Has("controlnet_input_images") || fields.IsEmptyArray("controlnet_input_images"))
            fields.Reject("controlnet_input_images", "at least one picture");
        int resolution = (int)(fields.Whole("controlnet_processor_res", -1, options.Value.MaxSide) ?? DefaultResolution);
        double low = fields.Number("controlnet_threshold_a", -1, JobLimits.MaxCannyThreshold) ?? -1;
        double high = fields.Number("controlnet_threshold_b", -1, JobLimits.MaxCannyThreshold) ?? -1;
        var thresholds = ControlNetUnits.Thresholds(fields, "controlnet_threshold_a", low, high);
        fields.Only("controlnet_masks", "nothing", value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);
        var context = new ParseContext([], options.Value, 0, pictures);
        var given = entries.Select(entry => PictureField.Decode(fields, "controlnet_input_images", entry, context)).ToArray();
        if (fields.HasProblems)
            return null;
        var size = EdgeSize.ShorterSide(resolution > 0 ? resolution : DefaultResolution);
        return [.. given.Select(picture => drawsEdges ? Draw(fields, picture!.Value, thresholds, size) : Convert.ToBase64String(picture!.Value.Span))];
    }

    private string Draw(FieldReader fields, ReadOnlyMemory<byte> picture, CannyThresholds thresholds, EdgeSize size)
    {
        var answer = pictures.DrawEdges(picture, thresholds, size);
        if (answer.Problem is { } problem)
            fields.Reject("controlnet_input_images", problem, "pictures that can be read");
        return answer.Value is { } edges ? Convert.ToBase64String(edges) : "";
    }

    private ImmutableArray<string> CurrentControlNets() =>
        service.Models is { Count: > 0 } models ? settings.Current.ModelOf(models).ControlNets : [];

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, contentType: null, context.RequestAborted);
}
