using System.Numerics.Tensors;

namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>Keeps the predicted original in range: nothing, clipping to a fixed range, or dynamic thresholding.</summary>
public sealed class SampleLimit
{
    private readonly double _clipRange;
    private readonly double _thresholdRatio;
    private readonly double _thresholdMax;
    private float[] _magnitudes = [];

    private SampleLimit(double clipRange, double thresholdRatio, double thresholdMax)
    {
        _clipRange = clipRange;
        _thresholdRatio = thresholdRatio;
        _thresholdMax = thresholdMax;
    }

    /// <summary>What the configuration asks for, of what the class is able to do.</summary>
    public static SampleLimit Of(NoiseSchedulerConfig config, NoiseSchedulerKind kind)
    {
        bool doesBoth = kind is NoiseSchedulerKind.Ddim or NoiseSchedulerKind.Ddpm or NoiseSchedulerKind.Lcm;
        bool thresholds = doesBoth || kind is NoiseSchedulerKind.DpmSolver or NoiseSchedulerKind.UniPc;
        bool clips = doesBoth || kind == NoiseSchedulerKind.Heun;
        if (thresholds && config.Thresholding)
            return new SampleLimit(0, config.DynamicThresholdingRatio, config.SampleMaxValue);
        return new SampleLimit(clips && config.ClipSample ? config.ClipSampleRange : 0, 0, 0);
    }

    public void Apply(Span<float> original)
    {
        if (_thresholdRatio > 0)
            Threshold(original);
        else if (_clipRange > 0)
            TensorPrimitives.Clamp(original, -(float)_clipRange, (float)_clipRange, original);
    }

    /// <summary>The q-quantile of ascending values, interpolated between neighbours.</summary>
    public static float Quantile(ReadOnlySpan<float> ascending, double q)
    {
        double position = q * (ascending.Length - 1);
        int low = (int)position;
        int high = Math.Min(low + 1, ascending.Length - 1);
        return (float)(ascending[low] + (position - low) * ((double)ascending[high] - ascending[low]));
    }

    /// <summary>x / s clamped to ±1, s the given quantile of |x| but at least 1 and at most the maximum (arXiv:2205.11487, section 2.3).</summary>
    private void Threshold(Span<float> original)
    {
        if (_magnitudes.Length != original.Length)
            _magnitudes = new float[original.Length];
        TensorPrimitives.Abs<float>(original, _magnitudes);
        Array.Sort(_magnitudes);
        float s = (float)Math.Min(Math.Max(Quantile(_magnitudes, _thresholdRatio), 1), _thresholdMax);
        TensorPrimitives.Clamp(original, -s, s, original);
        TensorPrimitives.Divide(original, s, original);
    }
}
