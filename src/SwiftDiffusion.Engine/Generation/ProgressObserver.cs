using SwiftDiffusion.Engine.Denoising;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>Tells a handle of its sequence's steps, and passes them on to another observer.</summary>
internal sealed class ProgressObserver(
    GenerationHandle handle, AdapterArrivals arrivals, IStepObserver? next, LatentPreview? preview, int previewEvery) : IStepObserver
{
    private int _toldStages;

    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output) => next?.Evaluated(input, timestep, output);

    public void Stepped(Sequence sequence)
    {
        for (; _toldStages < sequence.AttachSteps.Length; _toldStages++)
        {
            foreach (string adapter in arrivals.NamesOf(_toldStages))
                handle.Tell(new GenerationEvent.AdapterAttached(adapter, sequence.AttachSteps[_toldStages]));
        }

        bool isShown = preview is not null && (sequence.CompletedCalls % previewEvery == 0 || sequence.IsFinished);
        handle.Tell(new GenerationEvent.Stepped(sequence.CompletedCalls, sequence.TotalCalls, isShown ? preview!.Show(sequence) : null));
        next?.Stepped(sequence);
    }
}
