namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>What one sequence asks of its noise scheduler.</summary>
/// <param name="InferenceSteps">Steps of a whole run, from pure noise to the picture.</param>
/// <param name="FirstCall">First model call made; above 0 when the run starts from a picture (see <see cref="FirstCallFor"/>).</param>
/// <param name="Eta">DDIM only: 0 is deterministic, 1 draws as much noise as DDPM.</param>
/// <param name="DistillationStrength">LCM only: the part of the distilled timesteps to pick from, in (0, 1].</param>
public sealed record NoiseSchedulerRun(int InferenceSteps, int FirstCall = 0, double Eta = 0, double DistillationStrength = 1)
{
    /// <summary>
    /// The first model call of an image-to-image run: floor(steps * strength) steps are made, the noisier ones skipped. A result
    /// that is not below the number of calls means that the strength leaves nothing to do.
    /// </summary>
    /// <param name="inferenceSteps">Steps of a whole run.</param>
    /// <param name="strength">0 keeps the picture, 1 starts from pure noise.</param>
    /// <param name="callsPerStep">2 for Heun, else 1.</param>
    public static int FirstCallFor(int inferenceSteps, double strength, int callsPerStep) =>
        Math.Max(inferenceSteps - Math.Min((int)(inferenceSteps * strength), inferenceSteps), 0) * callsPerStep;
}
