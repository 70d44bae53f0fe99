namespace SwiftDiffusion.Engine.Images;

/// <summary>Containers that are recognised on the way in.</summary>
internal enum ImageKind
{
    Png,
    Jpeg,
    WebP,
    Gif,
    Bmp,
}
