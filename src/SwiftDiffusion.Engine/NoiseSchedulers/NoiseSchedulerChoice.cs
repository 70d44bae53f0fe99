namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>A noise scheduler as users name it: a family, and the settings the name stands for whatever the bundle says.</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Kind">Solver family.</param>
/// <param name="Karras">Karras sigmas; null leaves it to the bundle.</param>
/// <param name="Stochastic">DPM-Solver++: the SDE variant; null leaves it to the bundle.</param>
/// <param name="SkipPrkSteps">PNDM: no Runge-Kutta warm-up; null leaves it to the bundle.</param>
public sealed record NoiseSchedulerChoice(string Name, NoiseSchedulerKind Kind, bool? Karras = null, bool? Stochastic = null, bool? SkipPrkSteps = null)
{
    /// <summary>The bundle's configuration with the class's defaults where it is silent and this choice on top.</summary>
    public NoiseSchedulerConfig Apply(NoiseSchedulerConfig bundle)
    {
        var config = bundle.For(Kind);
        return config with
        {
            UseKarrasSigmas = Karras ?? config.UseKarrasSigmas,
            Stochastic = Stochastic ?? config.Stochastic,
            SkipPrkSteps = SkipPrkSteps ?? config.SkipPrkSteps,
            // The name says 2M: second order, also for a bundle that has another.
            SolverOrder = Stochastic is null ? config.SolverOrder : 2,
        };
    }
}
