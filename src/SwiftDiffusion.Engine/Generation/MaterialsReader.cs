using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>Gathers what a sequence is built from: noise scheduler, noise, and pictures at the request's size.</summary>
internal static class MaterialsReader
{
    /// <param name="request">What to make.</param>
    /// <param name="adapters">The UNet to run on, with its adapters.</param>
    /// <param name="controlNets">One per control of the request, in order.</param>
    /// <param name="noiseScheduler">The model's own.</param>
    /// <param name="mode">Of branches, where the request does not say.</param>
    /// <exception cref="ImageRequestException">The noise scheduler cannot make the request's steps.</exception>
    public static SequenceMaterials Read(
        ImageRequest request, AttachedAdapters adapters, IReadOnlyList<ControlNetReplicas> controlNets, NoiseSchedulerConfig noiseScheduler, BranchMode mode) => new(
        adapters,
        Scheduler(request, noiseScheduler),
        request.Noise ?? new SeededNoise(request.Seed),
        [.. request.Controls.Zip(controlNets, (control, net) => Control(control, net, request, request.BranchMode ?? mode))],
        request.Source is { } source ? Source(source, request) : null);

    private static NoiseScheduler Scheduler(ImageRequest request, NoiseSchedulerConfig config)
    {
        double strength = request.Source?.Strength ?? 1;
        try
        {
            return request.NoiseScheduler is { } name
                ? NoiseSchedulerCatalog.Create(name, config, request.InferenceSteps, strength, request.Eta)
                : NoiseSchedulerCatalog.CreateDefault(config, request.InferenceSteps, strength, request.Eta);
        }
        catch (Exception e) when (e is ArgumentException or ModelFormatException)
        {
            // What a noise scheduler refuses once it is known by name and its configuration is read is the number of its steps.
            throw new ImageRequestException(e is ModelFormatException format ? format.Problem : e.Message.TrimEnd('.'), nameof(request.InferenceSteps));
        }
    }

    private static ControlMaterial Control(ControlUse control, ControlNetReplicas net, ImageRequest request, BranchMode mode)
    {
        var image = ImageResize.Resize(control.Image, request.Width, request.Height, ResizeMode.Stretch);
        var settings = new ControlSettings(control.ConditioningScale, control.Start, control.End, mode);
        float[] pixels = net.ConditioningChannels == 1 ? Array.ConvertAll(image.Luminance(), level => level / 255f) : image.ToPlanar(PixelRange.ZeroToOne);
        return new ControlMaterial(net, pixels, settings);
    }

    private static SourceMaterial Source(SourceImage source, ImageRequest request)
    {
        var image = ImageResize.Resize(source.Image, request.Width, request.Height, ResizeMode.Stretch);
        var picture = new SourcePicture(image.ToPlanar(PixelRange.MinusOneToOne), request.Height, request.Width);
        return new SourceMaterial(picture, source.Mask, source.Strength >= 1);
    }
}
