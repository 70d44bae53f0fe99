using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>What a model can do, checked before any work is spent on a request.</summary>
internal static class RequestLimits
{
    /// <exception cref="ImageRequestException">The model cannot do it.</exception>
    public static void Check(ImageRequest request, ModelBundle bundle)
    {
        int multiple = bundle.Vae.Scale;
        if (request.Width < multiple || request.Height < multiple || request.Width % multiple != 0 || request.Height % multiple != 0)
            throw new ImageRequestException($"size {request.Width}x{request.Height} is not possible; width and height must be positive multiples of {multiple}", nameof(request.Width));
        if (request.InferenceSteps < 1)
            throw new ImageRequestException($"{request.InferenceSteps} inference steps are not possible; at least 1", nameof(request.InferenceSteps));
        int layers = bundle.TextEncoders.Min(encoder => encoder.Config.Layers);
        // SDXL starts from the layer before the last already.
        int maxSkip = bundle.IsXl ? layers - 2 : layers - 1;
        if (request.ClipSkip < 0 || request.ClipSkip > maxSkip)
            throw new ImageRequestException($"clip skip {request.ClipSkip} is not possible; this model's text encoder allows 0 to {maxSkip}", nameof(request.ClipSkip));
        if (request.Source is { Mask: { } mask } && (mask.Width != request.Width || mask.Height != request.Height))
            throw new ImageRequestException($"the mask is {mask.Width}x{mask.Height}, the request {request.Width}x{request.Height}; they must be equal", nameof(request.Source));
        if (request.Source?.Mask is null && bundle.UNet.InChannels > bundle.Vae.LatentChannels)
            throw new ImageRequestException("this is an inpainting model; the request needs a source image and a mask", nameof(request.Source));
    }
}
