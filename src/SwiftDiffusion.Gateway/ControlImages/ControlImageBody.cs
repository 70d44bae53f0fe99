namespace SwiftDiffusion.Gateway.ControlImages;

/// <summary>Answer of <c>POST /v1/control-images</c>.</summary>
/// <param name="Image">A data URL.</param>
internal sealed record ControlImageBody(string Image);
