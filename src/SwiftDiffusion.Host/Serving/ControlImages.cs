using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Serving;

/// <summary>Decodes a job's control images and makes edges of those that are to be photographs' edges.</summary>
internal static class ControlImages
{
    /// <summary>The images in order, or the failure of the first that is none.</summary>
    public static (ImmutableArray<PixelImage> Images, JobFailure? Failure) Read(GenerationJob job)
    {
        var images = ImmutableArray.CreateBuilder<PixelImage>();
        for (int i = 0; i < job.ControlNets.Length; i++)
        {
            try
            {
                images.Add(Read(job.ControlNets[i]));
            }
            catch (ImageFormatException e)
            {
                return ([], new JobFailure(FailureCode.InvalidRequest, $"{e.Message}.", $"controlnets[{i}].image"));
            }
        }

        return (images.ToImmutable(), null);
    }

    private static PixelImage Read(ControlNetReference control)
    {
        var image = ImageCodec.Decode(control.Image.Span, ImageLimits.Default);
        return control.Preprocessor == ControlPreprocessor.Canny ? CannyEdges.Detect(image) : image;
    }
}
