using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>Tells a handle of its sequence's steps, and passes them on to another observer.</summary>
internal sealed class ProgressObserver(GenerationHandle handle, IStepObserver? next, LatentPreview? preview, int previewEvery) : IStepObserver
{
    private bool _isAttached;

    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output) => next?.Evaluated(input, timestep, output);

    public void Stepped(Sequence sequence)
    {
        if (sequence.AttachedAt is { } call && !_isAttached)
        {
            _isAttached = true;
            handle.Tell(new GenerationEvent.AdaptersAttached(call));
        }

        bool isShown = preview is not null && (sequence.CompletedCalls % previewEvery == 0 || sequence.IsFinished);
        handle.Tell(new GenerationEvent.Stepped(sequence.CompletedCalls, sequence.TotalCalls, isShown ? preview!.Show(sequence) : null));
        next?.Stepped(sequence);
    }
}
