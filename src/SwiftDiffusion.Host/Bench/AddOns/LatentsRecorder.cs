using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>Keeps the latents that a sequence ends with.</summary>
internal sealed class LatentsRecorder : IStepObserver
{
    /// <summary>[C, h, w] after the last step so far.</summary>
    public float[] Latents { get; private set; } = [];

    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
    {
        // Only what the steps make of it counts.
    }

    public void Stepped(Sequence sequence) => Latents = [.. sequence.Latents];

    /// <summary>Largest difference of two sequences' ends.</summary>
    public static double Difference(LatentsRecorder one, LatentsRecorder other) => one.Latents.Zip(other.Latents, (a, b) => Math.Abs(a - b)).Max();
}
