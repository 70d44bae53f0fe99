using System.Globalization;

namespace SwiftDiffusion.LoadGen.Charts;

/// <summary>One axis: where values fall between its ends, and which are named.</summary>
internal sealed class Axis
{
    private const int WantedTicks = 6;

    private readonly double _min;
    private readonly double _max;
    private readonly bool _isLogarithmic;

    private Axis(string label, double min, double max, IReadOnlyList<double> ticks, bool isLogarithmic) =>
        (Label, _min, _max, Ticks, _isLogarithmic) = (label, min, max, ticks, isLogarithmic);

    /// <summary>What it shows, with the unit.</summary>
    public string Label { get; }

    /// <summary>The values that are named.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>From 0 to a round number that is not below any value.</summary>
    public static Axis Linear(string label, IEnumerable<double> values)
    {
        double max = values.Where(double.IsFinite).DefaultIfEmpty().Max();
        double step = RoundStep(max > 0 ? max : 1);
        int count = Math.Max(1, (int)Math.Ceiling((max / step) - 1e-9));
        return new Axis(label, 0, step * count, [.. Enumerable.Range(0, count + 1).Select(i => i * step)], isLogarithmic: false);
    }

    /// <summary>Exactly from 0 to <paramref name="max"/>, for time and shares.</summary>
    public static Axis UpTo(string label, double max)
    {
        double step = RoundStep(max > 0 ? max : 1);
        double end = max > 0 ? max : 1;
        return new Axis(label, 0, end, [.. Enumerable.Range(0, (int)((end / step) + 1e-9) + 1).Select(i => i * step)], isLogarithmic: false);
    }

    /// <summary>Powers of ten, from the smallest value above 0 to the largest; 1, 2 and 5 of each are named when there are few.</summary>
    public static Axis Logarithmic(string label, IEnumerable<double> values)
    {
        double[] positive = [.. values.Where(value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(1)];
        double min = positive.Min(), max = Math.Max(positive.Max(), min * 2);
        int first = (int)Math.Floor(Math.Log10(min)), last = (int)Math.Ceiling(Math.Log10(max));
        double[] digits = last - first <= 3 ? [1, 2, 5] : [1];
        var ticks = Enumerable.Range(first, last - first + 1).SelectMany(power => digits.Select(digit => digit * Math.Pow(10, power)));
        return new Axis(label, min, max, [.. ticks.Where(tick => tick >= min * 0.999 && tick <= max * 1.001)], isLogarithmic: true);
    }

    /// <summary>0 at the beginning of the axis, 1 at its end; what lies outside is moved to the end.</summary>
    public double Place(double value)
    {
        double place = _isLogarithmic
            ? Math.Log(Math.Max(value, _min) / _min) / Math.Log(_max / _min)
            : (value - _min) / (_max - _min);
        return Math.Clamp(place, 0, 1);
    }

    /// <summary>A number with as many digits as a reader needs.</summary>
    public static string Text(double value) => Math.Abs(value) switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.##} M"),
        >= 1e4 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.##} k"),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double RoundStep(double max)
    {
        double rough = max / WantedTicks, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
    }
}
