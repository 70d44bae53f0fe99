using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// Takes every sequence of a batch one model call further. Main path: (1) find the ControlNet branches that act now and plan where everything runs, (2) scale
/// the samples into rows, (3) run the parts of the plan (<see cref="PartRun"/>), then for each sequence (4) combine guidance, (5) let its own noise scheduler
/// step, (6) put back what inpainting keeps.
/// </summary>
internal static class BatchStep
{
    /// <summary>One model call for all sequences of the batch.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="site">Where they may run.</param>
    /// <param name="observers">Per sequence who watches it, or null.</param>
    /// <param name="clock">Told of the step's times.</param>
    /// <param name="options">Carries termination.</param>
    /// <returns>Per sequence null, or why it cannot go on; the others are not affected.</returns>
    public static async Task<Exception?[]> RunAsync(
        StepBatch batch, StepSite site, IReadOnlyList<IStepObserver?> observers, StepClock clock, RunOptions options)
    {
        // 1. Branches and plan.
        var branches = BranchGroup.Of(batch);
        var plan = site.Plan(batch, branches);

        // 2. Samples into rows.
        using var inputs = new StepInputs(batch);

        // 3. The parts, at the same time. All are waited for, whatever becomes of one.
        using var pipelined = PipelinedBranches.Begin(batch, site, inputs);
        var parts = plan.Parts.Select(part => new PartRun(site, part, batch, inputs, branches, pipelined, clock, options)).ToArray();
        var running = parts.Select(part => part.RunAsync()).ToArray();
        try
        {
            var outputs = await Task.WhenAll(running).ConfigureAwait(false);

            // 4. to 6. Each sequence by itself.
            pipelined.Commit();
            return Advance(batch, inputs, Gather(outputs), observers);
        }
        finally
        {
            foreach (var part in running.Where(part => part.IsCompletedSuccessfully))
                (await part.ConfigureAwait(false)).Dispose();
        }
    }

    /// <summary>The parts' noise predictions below one another.</summary>
    private static Span<float> Gather(Outputs[] parts)
    {
        if (parts.Length == 1)
            return parts[0][UNetModel.NoisePrediction].GetTensorMutableDataAsSpan<float>();
        var all = new float[parts.Sum(part => part.Floats(UNetModel.NoisePrediction).Length)];
        var rest = all.AsSpan();
        foreach (var part in parts)
        {
            var rows = part.Floats(UNetModel.NoisePrediction);
            rows.CopyTo(rest);
            rest = rest[rows.Length..];
        }

        return all;
    }

    private static Exception?[] Advance(StepBatch batch, StepInputs inputs, Span<float> output, IReadOnlyList<IStepObserver?> observers)
    {
        int inputRow = inputs.Sample.Length / batch.Rows, outputRow = output.Length / batch.Rows;
        var failures = new Exception?[batch.Sequences.Length];
        for (int i = 0; i < failures.Length; i++)
        {
            var sequence = batch.Sequences[i];
            int rows = sequence.Conditions.Rows, start = batch.FirstRows[i];
            var prediction = output.Slice(start * outputRow, rows * outputRow);
            observers[i]?.Evaluated(inputs.Sample.Slice(start * inputRow, rows * inputRow), sequence.Timestep, prediction);
            failures[i] = Advance(sequence, prediction, outputRow);
        }

        return failures;
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
