using System.Numerics.Tensors;
using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Host.Profiling;

/// <summary>
/// Compares a run's predictions with those of another on the same latents: after every call the run is put back onto the other's way. What its noise scheduler
/// remembers does not matter, since it decides only where the run would have gone.
/// </summary>
internal sealed class TrajectoryFollower(TrajectoryRecorder other, float guidanceScale) : IStepObserver
{
    /// <summary>Cosine similarity of the guided predictions, call by call.</summary>
    public List<double> Cosines { get; } = [];

    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output) =>
        Cosines.Add(TensorPrimitives.CosineSimilarity<float>(GuidedPrediction.Of(output, guidanceScale), other.Predictions[Cosines.Count]));

    public void Stepped(Sequence sequence) => other.Latents[Cosines.Count - 1].CopyTo(sequence.Latents, 0);
}
