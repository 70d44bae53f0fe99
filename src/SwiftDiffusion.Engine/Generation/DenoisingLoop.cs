using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>
/// Takes a sequence from noise to clean latents. Main path of a step: (1) scale the sample into rows, (2) run the ControlNet branches that act now,
/// (3) run the UNet's two halves with their summed residuals, (4) combine guidance, (5) let the sequence's noise scheduler step, (6) put back what
/// inpainting keeps.
/// </summary>
public static class DenoisingLoop
{
    /// <summary>Runs a sequence to its end.</summary>
    /// <exception cref="OperationCanceledException">The token fired; at most one graph run later.</exception>
    public static void Run(Sequence sequence, IStepObserver? observer, RunOptions options, CancellationToken cancellation)
    {
        while (!sequence.IsFinished)
        {
            cancellation.ThrowIfCancellationRequested();
            Step(sequence, observer, options);
            observer?.Stepped(sequence);
        }
    }

    /// <summary>One model call.</summary>
    public static void Step(Sequence sequence, IStepObserver? observer, RunOptions options)
    {
        int call = sequence.Call, rows = sequence.Conditions.Rows;
        var (channels, height, width) = sequence.Shape;
        float timestep = sequence.Scheduler.Timesteps[call];

        // 1. Scale the sample into rows.
        using var sample = Tensors.Allocate(rows, sequence.UNet.Config.InChannels, height, width);
        FillRows(sequence, sample.GetTensorMutableDataAsSpan<float>());
        using var timesteps = Tensors.From([.. Enumerable.Repeat(timestep, rows)], rows);
        var inputs = new UNetInputs(sample, timesteps, sequence.Conditions.Context, sequence.Conditions.Added);

        // 2. The ControlNet branches that act now.
        using var residuals = RunBranches(sequence, inputs, options);

        // 3. The UNet's two halves.
        using var down = sequence.UNet.RunDown(inputs, sequence.Adapters, options);
        using var up = sequence.UNet.RunUp(down, inputs, residuals, sequence.Adapters, options);
        var output = up[UNetModel.NoisePrediction].GetTensorMutableDataAsSpan<float>();
        observer?.Evaluated(sample.GetTensorDataAsSpan<float>(), timestep, output);

        // 4. Guidance.
        var prediction = Guide(sequence, output, channels * height * width);

        // 5. The noise scheduler.
        sequence.Scheduler.Step(call, prediction, sequence.Latents, sequence.Noise);
        sequence.Call = call + 1;

        // 6. What inpainting keeps; 9-channel models see the known part themselves.
        if (sequence.Repainting is { MaskedImage: null } repainting)
            repainting.RestoreKnown(sequence.Latents, sequence.Scheduler, sequence.Call);
    }

    private static void FillRows(Sequence sequence, Span<float> rows)
    {
        int latents = sequence.Latents.Length, row = rows.Length / sequence.Conditions.Rows;
        sequence.Scheduler.ScaleModelInput(sequence.Latents, sequence.Call, rows[..latents]);
        if (sequence.Repainting is { MaskedImage: { } masked } repainting)
        {
            repainting.Mask.CopyTo(rows[latents..]);
            masked.CopyTo(rows[(latents + repainting.Mask.Length)..]);
        }

        for (int i = 1; i < sequence.Conditions.Rows; i++)
            rows[..row].CopyTo(rows[(i * row)..]);
    }

    private static Residuals? RunBranches(Sequence sequence, UNetInputs inputs, RunOptions options)
    {
        Residuals? sum = null;
        foreach (var branch in sequence.Branches.Where(b => b.IsActive(sequence.CompletedCalls, sequence.TotalCalls)))
        {
            var residuals = branch.Run(inputs, options);
            if (sum is null)
            {
                sum = residuals;
                continue;
            }

            sum.Add(residuals);
            residuals.Dispose();
        }

        return sum;
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
