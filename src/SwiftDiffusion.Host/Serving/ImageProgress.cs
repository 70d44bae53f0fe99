using System.Collections.Concurrent;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// Reports the steps of one image of a job, and decodes its previews while the loop goes on. A preview shows the clean latents as the noise
/// scheduler predicts them, not the noisy ones.
/// </summary>
internal sealed class ImageProgress(
    ImageEngine engine, int image, int previews, Func<PixelImage, byte[]> encode, IProgress<GenerationProgress> report, CancellationToken cancellation)
    : IStepObserver
{
    private readonly ConcurrentBag<Task> _decoding = [];
    private int _shown;

    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
    {
        // Only finished steps count.
    }

    public void Stepped(Sequence sequence)
    {
        int step = sequence.CompletedCalls, steps = sequence.TotalCalls;
        report.Report(new GenerationProgress.Stepped(image, step, steps));
        if (step >= steps || !PreviewSteps.IsDue(step, steps, previews))
            return;
        // The span is valid during this call only.
        _decoding.Add(ShowAsync(_shown++, sequence.Scheduler.PredictedOriginal.ToArray(), sequence.Shape));
    }

    /// <summary>Waits for previews that are still being decoded, so that none comes after the picture.</summary>
    public Task ShownAsync() => Task.WhenAll(_decoding);

    private async Task ShowAsync(int index, float[] latents, (int Channels, int Height, int Width) shape)
    {
        try
        {
            var picture = await engine.DecodeAsync(latents, shape, cancellation).ConfigureAwait(false);
            report.Report(new GenerationProgress.Previewed(image, index, encode(picture)));
        }
        catch (NotFiniteException)
        {
            // The run itself fails of it, and says why.
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
    }
}
