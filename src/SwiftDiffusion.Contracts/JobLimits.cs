namespace SwiftDiffusion.Contracts;

/// <summary>Bounds that hold for every job, whoever asks for it; an operator's options may only be narrower.</summary>
public static class JobLimits
{
    /// <summary>Most images one job may ask for (the OpenAI API's bound on <c>n</c>).</summary>
    public const int MaxImages = 10;

    /// <summary>Number of training timesteps, so also the most inference steps that differ from each other.</summary>
    public const int MaxInferenceSteps = 1000;

    /// <summary>Last model call at which an adapter may join: some noise schedulers call the model twice a step.</summary>
    public const int MaxAttachStep = (2 * MaxInferenceSteps) - 1;

    /// <summary>Width and height are multiples of it: one latent element covers 8x8 pixels.</summary>
    public const int SizeMultiple = 8;

    /// <summary>Most text-encoder layers that may be skipped: one remains of the twelve of the smallest encoder in use.</summary>
    public const int MaxClipSkip = 11;

    /// <summary>Most previews of one image (the OpenAI API's bound on <c>partial_images</c>).</summary>
    public const int MaxPreviews = 3;

    /// <summary>Widest fade at a mask's edge, as a standard deviation in pixels.</summary>
    public const int MaxMaskBlur = 64;

    /// <summary>Most pixels around a masked area that are repainted with it.</summary>
    public const int MaxAreaPadding = 4096;

    /// <summary>Largest threshold of Canny's edges: |dx| + |dy| of 8-bit Sobel gradients is at most 2040.</summary>
    public const int MaxCannyThreshold = 2040;

    /// <summary>Largest seed. The seed of a job's last image still fits a JavaScript number exactly.</summary>
    public const long MaxSeed = (1L << 53) - MaxImages;
}
