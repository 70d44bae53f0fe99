using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Host.Profiling;

/// <summary>Keeps what a run does at every call: timestep, prediction, and the latents that it leads to.</summary>
internal sealed class TrajectoryRecorder(float guidanceScale) : IStepObserver
{
    public List<float> Timesteps { get; } = [];

    /// <summary>Guided, [C, h, w].</summary>
    public List<float[]> Predictions { get; } = [];

    /// <summary>After each call, [C, h, w].</summary>
    public List<float[]> Latents { get; } = [];

    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
    {
        Timesteps.Add(timestep);
        Predictions.Add(GuidedPrediction.Of(output, guidanceScale));
    }

    public void Stepped(Sequence sequence) => Latents.Add([.. sequence.Latents]);
}
