namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Watches the denoising loop, for verification and progress. Spans are valid during the call only.</summary>
public interface IStepObserver
{
    /// <summary>The UNet has been evaluated.</summary>
    /// <param name="input">[rows, C, h, w]</param>
    /// <param name="timestep">What the UNet was told.</param>
    /// <param name="output">[rows, 4, h, w], before guidance.</param>
    void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output);

    /// <summary>The sequence has moved on by one call.</summary>
    void Stepped(Sequence sequence);
}
