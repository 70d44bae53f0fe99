using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>The rows of one step: every sequence's sample as its noise scheduler wants it, and its timestep.</summary>
internal sealed class StepInputs : IDisposable
{
    private readonly StepBatch _batch;
    private readonly OrtValue _sample;
    private readonly OrtValue _timesteps;
    private readonly List<OrtValue> _slices = [];

    public StepInputs(StepBatch batch)
    {
        _batch = batch;
        var first = batch.Sequences[0];
        _sample = Tensors.Allocate(batch.Rows, first.UNet.Config.InChannels, first.Shape.Height, first.Shape.Width);
        _timesteps = Tensors.Allocate(batch.Rows);
        Fill(_sample.GetTensorMutableDataAsSpan<float>(), _timesteps.GetTensorMutableDataAsSpan<float>());
    }

    /// <summary>[rows, C, h, w]</summary>
    public ReadOnlySpan<float> Sample => _sample.GetTensorDataAsSpan<float>();

    /// <summary>The inputs of a range of rows; they stay this object's.</summary>
    public UNetInputs Of(BatchPart part)
    {
        if (part.Rows == _batch.Rows)
            return new UNetInputs(_sample, _timesteps, part.Context, part.Added);
        int[] rows = [.. Enumerable.Range(part.FirstRow, part.Rows)];
        OrtValue sample = Tensors.SelectRows(_sample, rows), timesteps = Tensors.SelectRows(_timesteps, rows);
        _slices.AddRange([sample, timesteps]);
        return new UNetInputs(sample, timesteps, part.Context, part.Added);
    }

    public void Dispose()
    {
        _sample.Dispose();
        _timesteps.Dispose();
        _slices.ForEach(slice => slice.Dispose());
    }

    private void Fill(Span<float> sample, Span<float> timesteps)
    {
        int row = sample.Length / _batch.Rows;
        for (int i = 0; i < _batch.Sequences.Length; i++)
        {
            var sequence = _batch.Sequences[i];
            int rows = sequence.Conditions.Rows, start = _batch.FirstRows[i];
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
}
