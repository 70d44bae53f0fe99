using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>Keeps what the denoising loop does, call by call.</summary>
internal sealed class StepRecorder : IStepObserver
{
    public List<float[]> Inputs { get; } = [];

    public List<float[]> Outputs { get; } = [];

    public List<float[]> Latents { get; } = [];

    public Repainting? Repainting { get; private set; }

    /// <summary>Called after each step with the number of steps so far.</summary>
    public Action<int> OnStep { get; init; } = _ => { };

    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
    {
        Inputs.Add(input.ToArray());
        Outputs.Add(output.ToArray());
    }

    public void Stepped(Sequence sequence)
    {
        Latents.Add([.. sequence.Latents]);
        Repainting = sequence.Repainting;
        OnStep(Latents.Count);
    }
}
