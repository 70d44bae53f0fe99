using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Host.Commands;

/// <summary>Tells how far a denoising loop is: 0 to 1.</summary>
internal sealed class StepProgress(Action<double> report) : IStepObserver
{
    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
    {
        // Only finished steps count.
    }

    public void Stepped(Sequence sequence) => report((double)sequence.CompletedCalls / sequence.TotalCalls);
}
