namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Turns a sequence's noise predictions into ever cleaner latents. One instance belongs to one sequence, because multistep solvers
/// remember earlier outputs. Latents are flat spans of any shape ([4, h, w]); buffers are allocated in the first steps only.
/// </summary>
/// <remarks>
/// For call = <see cref="FirstCall"/> … Timesteps.Length - 1:
/// 1. <see cref="ScaleModelInput"/>, 2. the model at <c>Timesteps[call]</c>, 3. <see cref="Step"/>.
/// </remarks>
public abstract class NoiseScheduler
{
    private readonly PredictionType _predictionType;
    private readonly SampleLimit _limit;
    private float[] _original = [];
    private float[] _noise = [];
    private int _nextCall;

    private protected NoiseScheduler(NoiseSchedulerKind kind, NoiseSchedule schedule, NoiseSchedulerConfig config, int firstCall)
    {
        Kind = kind;
        Schedule = schedule;
        FirstCall = firstCall;
        _predictionType = config.PredictionType;
        _limit = SampleLimit.Of(config, kind);
        _nextCall = firstCall;
    }

    public NoiseSchedulerKind Kind { get; }

    /// <summary>Training timestep of each model call.</summary>
    public ReadOnlySpan<float> Timesteps => Schedule.Timesteps;

    /// <summary>diffusers' <c>sigmas</c>; empty for solvers that work on cumulative alphas.</summary>
    public ReadOnlySpan<float> Sigmas => Schedule.Sigmas;

    /// <summary>The first call to make: 0, or later when an image-to-image start skips the noisiest ones.</summary>
    public int FirstCall { get; }

    /// <summary>Standard deviation of the latents when generation starts from pure noise.</summary>
    public float InitialNoiseSigma => Schedule.InitialNoiseSigma;

    /// <summary>The clean latents as the last <see cref="Step"/> saw them (for previews); empty before the first.</summary>
    public ReadOnlySpan<float> PredictedOriginal => _original;

    private protected NoiseSchedule Schedule { get; }

    /// <summary>What the model is fed: the sample brought to unit variance.</summary>
    public void ScaleModelInput(ReadOnlySpan<float> sample, int call, Span<float> modelInput)
    {
        sample.CopyTo(modelInput);
        LinearCombination.Scale(modelInput, 1 / Schedule.Levels[call].Deviation);
    }

    /// <summary>The original with as much noise as the sample of that call has: an image-to-image start, or inpainting's known part.</summary>
    public void AddNoise(ReadOnlySpan<float> original, ReadOnlySpan<float> noise, int call, Span<float> target)
    {
        var level = Schedule.Levels[call];
        LinearCombination.Set(target, level.Signal, original, level.Noise, noise);
    }

    /// <summary>Replaces the sample of a call by that of the next one.</summary>
    /// <param name="call">Index into <see cref="Timesteps"/>; calls must come in order.</param>
    /// <param name="modelOutput">The model's output for the scaled sample, guidance applied.</param>
    /// <param name="sample">The latents, changed in place.</param>
    /// <param name="noise">Read by stochastic solvers only.</param>
    /// <exception cref="InvalidOperationException">The call is out of order.</exception>
    public void Step(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, INoiseSource noise)
    {
        if (call != _nextCall || call >= Schedule.Timesteps.Length)
            throw new InvalidOperationException($"{Kind} step for call {call}, but call {_nextCall} of {Schedule.Timesteps.Length} is next.");
        if (_original.Length != sample.Length)
            _original = new float[sample.Length];
        var prediction = Prediction.OfOriginal(_predictionType, Schedule.Levels[call]);
        LinearCombination.Set(_original, prediction.OfSample, sample, prediction.OfOutput, modelOutput);
        _limit.Apply(_original);
        Advance(call, modelOutput, sample, _original, noise);
        _nextCall++;
    }

    /// <summary>The solver's own part of a step.</summary>
    /// <param name="call">Index into the schedule.</param>
    /// <param name="modelOutput">Raw model output.</param>
    /// <param name="sample">The latents, changed in place.</param>
    /// <param name="original">Predicted original, limited; a solver may refine what <see cref="PredictedOriginal"/> will show.</param>
    /// <param name="noise">Source of fresh noise.</param>
    private protected abstract void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise);

    /// <summary>target += factor * fresh noise.</summary>
    private protected void AddFreshNoise(Span<float> target, double factor, INoiseSource source)
    {
        if (_noise.Length != target.Length)
            _noise = new float[target.Length];
        source.FillStandardNormal(_noise);
        LinearCombination.Add(target, factor, _noise);
    }
}
