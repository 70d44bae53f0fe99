namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Weights that turn a sample and the model's output into what a solver needs: target = OfSample * sample + OfOutput * output.
/// </summary>
public readonly record struct Prediction(double OfSample, double OfOutput)
{
    /// <summary>
    /// The predicted x_0. With x = S x_0 + N e and c² = S² + N²: epsilon gives (x - N out) / S; v gives S/c² x - N/c out
    /// (arXiv:2202.00512, appendix D; for S = 1 this is Karras et al.'s preconditioning with unit data variance).
    /// </summary>
    public static Prediction OfOriginal(PredictionType type, NoiseLevel level)
    {
        double deviation = level.Deviation;
        return type switch
        {
            PredictionType.Epsilon => new(1 / level.Signal, -level.Noise / level.Signal),
            PredictionType.VPrediction => new(level.Signal / (deviation * deviation), -level.Noise / deviation),
            _ => new(0, 1),
        };
    }

    /// <summary>The predicted noise e of a unit-variance level: out, N x + S out, or (x - S out) / N.</summary>
    public static Prediction OfNoise(PredictionType type, NoiseLevel level) => type switch
    {
        PredictionType.Epsilon => new(0, 1),
        PredictionType.VPrediction => new(level.Noise, level.Signal),
        _ => new(1 / level.Noise, -level.Signal / level.Noise),
    };
}
