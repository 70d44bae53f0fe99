using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Settings that the web UI's API keeps between requests, an immutable snapshot.</summary>
/// <param name="Model">Id of the checkpoint; null for the first one served.</param>
/// <param name="Format">File format of pictures.</param>
/// <param name="StopAtLastLayers">CLIP skip as the web UIs count it, from 1.</param>
/// <param name="ShowsPreviews">Whether pictures can be seen while they are made.</param>
internal sealed record WebUiSettings(string? Model, OutputFormat Format, int StopAtLastLayers, bool ShowsPreviews)
{
    public static WebUiSettings Standard { get; } = new(null, OutputFormat.Png, 1, ShowsPreviews: true);

    /// <summary>The checkpoint's model; the first one if it is no longer served.</summary>
    public ModelInfo ModelOf(IReadOnlyList<ModelInfo> models) => models.FirstOrDefault(model => model.Id == Model) ?? models[0];
}
