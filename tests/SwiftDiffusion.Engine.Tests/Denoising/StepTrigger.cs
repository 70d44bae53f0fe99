using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Engine.Tests.Denoising;

/// <summary>Does something once a sequence has made that many calls.</summary>
internal sealed class StepTrigger(int step, Action action) : IStepObserver
{
    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
    {
    }

    public void Stepped(Sequence sequence)
    {
        if (sequence.CompletedCalls == step)
            action();
    }
}
