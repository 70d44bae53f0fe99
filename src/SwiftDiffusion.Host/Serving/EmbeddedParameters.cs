using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// The parameters embedded in a picture: the engine's, in the words of the web UIs that read them, and with what the engine does not see, as
/// it is handed finished control images.
/// </summary>
internal static class EmbeddedParameters
{
    public static GenerationParameters Of(GenerationParameters engine, GenerationJob job, ModelInfo model)
    {
        var (sampler, schedule) = SamplerLabels.Of(job.NoiseScheduler ?? model.DefaultNoiseScheduler);
        return engine with
        {
            Sampler = sampler,
            ScheduleType = schedule,
            ControlNets = [.. engine.ControlNets.Zip(job.ControlNets, WithPreprocessor)],
        };
    }

    private static ControlNetParameters WithPreprocessor(ControlNetParameters engine, ControlNetReference control)
    {
        // Single precision would be written with its rounding.
        var exact = engine with
        {
            Weight = control.ConditioningScale,
            GuidanceStart = control.Start,
            GuidanceEnd = control.End,
            ResizeMode = NameOf(control.Fit),
        };
        return control.Preprocessor == ControlPreprocessor.None ? exact : exact with
        {
            Module = "canny",
            ThresholdA = control.Canny.Low,
            ThresholdB = control.Canny.High,
            IsPixelPerfect = true,
        };
    }

    private static string NameOf(PictureFit fit) => fit switch
    {
        PictureFit.Cover => "Crop and Resize",
        PictureFit.Contain => "Resize and Fill",
        _ => "Just Resize",
    };
}
