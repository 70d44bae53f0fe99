namespace SwiftDiffusion.Gateway.Requests;

/// <summary>A part of a form that holds a picture. Its file name and media type are never looked at.</summary>
/// <param name="Field">Name of the form's field, <c>image[]</c> as <c>image</c>.</param>
/// <param name="Content">The bytes.</param>
internal sealed record UploadedFile(string Field, ReadOnlyMemory<byte> Content);
