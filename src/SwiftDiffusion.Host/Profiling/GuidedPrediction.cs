using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Host.Profiling;

/// <summary>The noise prediction that a step goes by: both rows combined under guidance, the only one without.</summary>
internal static class GuidedPrediction
{
    /// <param name="output">[rows, C, h, w] as an observer is shown it.</param>
    /// <param name="guidanceScale">1 or less for one row.</param>
    public static float[] Of(ReadOnlySpan<float> output, float guidanceScale)
    {
        if (guidanceScale <= 1)
            return output.ToArray();
        int row = output.Length / 2;
        float[] guided = output[..row].ToArray();
        Guidance.Combine(guided, output[row..], guidanceScale);
        return guided;
    }
}
