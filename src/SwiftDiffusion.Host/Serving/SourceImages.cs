using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// Decodes the picture a job starts from and makes its mask. Main path: (1) decode both, the mask stretched to the picture, (2) find what
/// is repainted, (3) cut out the masked area if it alone is wanted, (4) bring both to the job's size, (5) fill the masked part.
/// </summary>
internal static class SourceImages
{
    /// <summary>What the job starts from, null for text to image; or why it cannot.</summary>
    public static (PreparedSource? Source, JobFailure? Failure) Read(GenerationJob job)
    {
        if (job.Source is not { } source)
            return (null, null);

        // 1. Decode.
        var (image, failure) = PictureBytes.Decode(source.Image, "image");
        if (image is null)
            return (null, failure);
        if (source.Mask is not { } jobMask)
        {
            var alpha = source.IsAlphaTheMask && !image.IsOpaque ? image : null;
            return (alpha is null ? Whole(job, source, image) : Masked(job, source, image, Mask.FromAlpha(alpha), alpha), null);
        }

        (var maskImage, failure) = PictureBytes.Decode(jobMask.Image, "mask");
        if (maskImage is null)
            return (null, failure);
        maskImage = ImageResize.Resize(maskImage, image.Width, image.Height, ResizeMode.Stretch);

        // 2. What is repainted.
        var mask = MaskOf(maskImage, jobMask.Polarity);
        if (mask.IsEmpty)
            return (null, NothingToRepaint(jobMask.Polarity));

        // 3. to 5.
        return (jobMask.AreaPadding is { } padding
            ? Area(job, source, image, mask, PixelArea.Around(mask, padding + MaskOverlay.RadiusOf(jobMask.Blur), job.Width, job.Height)!.Value)
            : Masked(job, source, image, mask, maskImage), null);
    }

    private static PreparedSource Whole(GenerationJob job, JobSource source, PixelImage image) =>
        new(new SourceImage(Fit(image, job, source.Fit), source.Strength), finish: picture => picture);

    private static PreparedSource Masked(GenerationJob job, JobSource source, PixelImage image, Mask mask, PixelImage maskImage)
    {
        // 4. A mask is cut off and stretched like its picture.
        var picture = Fit(image, job, source.Fit);
        bool hasJobSize = (image.Width, image.Height) == (job.Width, job.Height);
        var fitted = hasJobSize ? mask : MaskOf(Fit(maskImage, job, source.Fit), source.Mask?.Polarity ?? MaskPolarity.TransparentRepaints);
        var share = MaskOverlay.Share(fitted, source.Mask?.Blur ?? 0);
        return new PreparedSource(Filled(picture, fitted, source), painted => MaskOverlay.Blend(picture, painted, share));
    }

    private static PreparedSource Area(GenerationJob job, JobSource source, PixelImage image, Mask mask, PixelArea area)
    {
        // 3. and 4. The area's proportions follow the job's, as far as the picture's edge lets them.
        var white = PixelImage.FromGrey(Array.ConvertAll(mask.Values.ToArray(), value => (byte)(255 * value)), mask.Width, mask.Height);
        var cut = area.Crop(image);
        var cutMask = area.Crop(white);
        var fitted = Mask.FromLuminance(Fit(cutMask, job, PictureFit.Stretch));
        var share = MaskOverlay.Share(Mask.FromLuminance(cutMask), source.Mask!.Blur);
        return new PreparedSource(Filled(Fit(cut, job, PictureFit.Stretch), fitted, source), Finish);

        PixelImage Finish(PixelImage painted)
        {
            var small = ImageResize.Resize(painted, area.Width, area.Height, ResizeMode.Stretch);
            return area.Paste(image, MaskOverlay.Blend(cut, small, share));
        }
    }

    /// <summary>5. At full strength nothing of the masked part is left to see anyway.</summary>
    private static SourceImage Filled(PixelImage picture, Mask mask, JobSource source) => new(
        source.Mask?.Fill == MaskFill.Surroundings ? MaskSurroundings.Fill(picture, mask) : picture, source.Strength, mask);

    private static Mask MaskOf(PixelImage image, MaskPolarity polarity) => polarity switch
    {
        MaskPolarity.TransparentRepaints => Mask.FromAlpha(image),
        MaskPolarity.BlackRepaints => Mask.FromLuminance(image).Inverted(),
        _ => Mask.FromLuminance(image),
    };

    private static PixelImage Fit(PixelImage image, GenerationJob job, PictureFit fit) => PictureBytes.Fit(image, job.Width, job.Height, fit);

    private static JobFailure NothingToRepaint(MaskPolarity polarity)
    {
        string sign = polarity switch
        {
            MaskPolarity.TransparentRepaints => "transparent",
            MaskPolarity.BlackRepaints => "black",
            _ => "white",
        };
        return new JobFailure(
            FailureCode.InvalidRequest, $"mask: found no {sign} pixel, so nothing would be repainted; make {sign} what is to change.", "mask");
    }
}
