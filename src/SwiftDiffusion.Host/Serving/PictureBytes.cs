using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Serving;

/// <summary>Pictures of requests: bytes to pixels of the size that is needed.</summary>
internal static class PictureBytes
{
    /// <summary>The picture, or the failure that names the request's field.</summary>
    public static (PixelImage? Image, JobFailure? Failure) Decode(ReadOnlyMemory<byte> bytes, string field)
    {
        try
        {
            return (ImageCodec.Decode(bytes.Span, ImageLimits.Default), null);
        }
        catch (ImageFormatException e)
        {
            return (null, new JobFailure(FailureCode.InvalidRequest, $"{field}: {e.Message}.", field));
        }
    }

    public static PixelImage Fit(PixelImage image, int width, int height, PictureFit fit) => ImageResize.Resize(image, width, height, fit switch
    {
        PictureFit.Cover => ResizeMode.Cover,
        PictureFit.Contain => ResizeMode.Contain,
        _ => ResizeMode.Stretch,
    });
}
