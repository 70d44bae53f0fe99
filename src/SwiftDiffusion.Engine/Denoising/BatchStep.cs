using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// Takes every sequence of a batch one model call further. Main path: (1) scale the samples into rows, (2) run the ControlNet branches that act now,
/// (3) run the UNet's two halves with their summed residuals, then for each sequence (4) combine guidance, (5) let its own noise scheduler
/// step, (6) put back what inpainting keeps.
/// </summary>
public static class BatchStep
{
    /// <summary>One model call for all sequences of the batch.</summary>
    /// <returns>Per sequence null, or why it cannot go on; the others are not affected.</returns>
    public static Exception?[] Run(StepBatch batch, IReadOnlyList<IStepObserver?> observers, RunOptions options)
    {
        var first = batch.Sequences[0];
        var (channels, height, width) = first.Shape;

        // 1. Samples into rows.
        using var sample = Tensors.Allocate(batch.Rows, first.UNet.Config.InChannels, height, width);
        using var timesteps = Tensors.Allocate(batch.Rows);
        FillRows(batch, sample.GetTensorMutableDataAsSpan<float>(), timesteps.GetTensorMutableDataAsSpan<float>());
        var inputs = new UNetInputs(sample, timesteps, batch.Context, batch.Added);

        // 2. The ControlNet branches that act now.
        using var residuals = BatchResiduals.Run(batch, inputs, options);

        // 3. The UNet's two halves.
        using var down = first.UNet.RunDown(inputs, batch.Adapters, options);
        using var up = first.UNet.RunUp(down, inputs, residuals, batch.Adapters, options);
        var output = up[UNetModel.NoisePrediction].GetTensorMutableDataAsSpan<float>();

        // 4. to 6. Each sequence by itself.
        int inputRow = sample.GetTensorDataAsSpan<float>().Length / batch.Rows, outputRow = channels * height * width;
        var failures = new Exception?[batch.Sequences.Length];
        for (int i = 0; i < failures.Length; i++)
        {
            var sequence = batch.Sequences[i];
            int rows = sequence.Conditions.Rows, start = batch.FirstRows[i];
            var prediction = output.Slice(start * outputRow, rows * outputRow);
            observers[i]?.Evaluated(sample.GetTensorDataAsSpan<float>().Slice(start * inputRow, rows * inputRow), sequence.Timestep, prediction);
            failures[i] = Advance(sequence, prediction, outputRow);
        }

        return failures;
    }

    private static void FillRows(StepBatch batch, Span<float> sample, Span<float> timesteps)
    {
        int row = sample.Length / batch.Rows;
        for (int i = 0; i < batch.Sequences.Length; i++)
        {
            var sequence = batch.Sequences[i];
            int rows = sequence.Conditions.Rows, start = batch.FirstRows[i];
            timesteps.Slice(start, rows).Fill(sequence.Timestep);
            var first = sample.Slice(start * row, row);
            FillRow(sequence, first);
            for (int r = 1; r < rows; r++)
                first.CopyTo(sample.Slice((start + r) * row, row));
        }
    }

    private static void FillRow(Sequence sequence, Span<float> row)
    {
        int latents = sequence.Latents.Length;
        sequence.Scheduler.ScaleModelInput(sequence.Latents, sequence.Call, row[..latents]);
        if (sequence.Repainting is { MaskedImage: { } masked } repainting)
        {
            repainting.Mask.CopyTo(row[latents..]);
            masked.CopyTo(row[(latents + repainting.Mask.Length)..]);
        }
    }

    private static NotFiniteException? Advance(Sequence sequence, Span<float> output, int size)
    {
        // 4. Guidance.
        var prediction = Guide(sequence, output, size);
        // A sum is finite only if every term is, and costs one pass.
        if (!float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(prediction)))
            return new NotFiniteException($"the noise prediction of call {sequence.CompletedCalls + 1} is not finite");

        // 5. The noise scheduler.
        sequence.Scheduler.Step(sequence.Call, prediction, sequence.Latents, sequence.Noise);
        sequence.Call++;

        // 6. What inpainting keeps; 9-channel models see the known part themselves.
        if (sequence.Repainting is { MaskedImage: null } repainting)
            repainting.RestoreKnown(sequence.Latents, sequence.Scheduler, sequence.Call);
        return null;
    }

    /// <summary>The guided prediction, written over the unconditional row; the only row without guidance.</summary>
    private static Span<float> Guide(Sequence sequence, Span<float> output, int size)
    {
        if (sequence.Conditions.Rows == 1)
            return output;
        Span<float> guided = output[..size], conditional = output[size..];
        Guidance.Combine(guided, conditional, sequence.GuidanceScale);
        if (sequence.GuidanceRescale > 0)
            Guidance.Rescale(guided, conditional, sequence.GuidanceRescale);
        return guided;
    }
}
