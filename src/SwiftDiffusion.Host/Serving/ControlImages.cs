using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// Decodes a job's control images, brings them to the job's size, and draws the edges of those that are to be photographs' edges. In this
/// order: edges that are found first and shrunk then turn grey.
/// </summary>
internal static class ControlImages
{
    /// <summary>The images in order, or the failure of the first that is none.</summary>
    public static (ImmutableArray<PixelImage> Images, JobFailure? Failure) Read(GenerationJob job)
    {
        var images = ImmutableArray.CreateBuilder<PixelImage>();
        for (int i = 0; i < job.ControlNets.Length; i++)
        {
            var control = job.ControlNets[i];
            var (image, failure) = PictureBytes.Decode(control.Image, $"controlnets[{i}].image");
            if (image is null)
                return ([], failure);
            images.Add(Prepare(PictureBytes.Fit(image, job.Width, job.Height, control.Fit), control));
        }

        return (images.ToImmutable(), null);
    }

    private static PixelImage Prepare(PixelImage image, ControlNetReference control) => control.Preprocessor == ControlPreprocessor.Canny
        ? CannyEdges.Detect(image, control.Canny.Low, control.Canny.High)
        : image;
}
