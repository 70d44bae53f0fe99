using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// One axis of a separable resampling with the Lanczos-3 kernel sinc(x) sinc(x/3), widened by the reduction. Weights are 22-bit fixed point:
/// results equal Pillow's 8-bit resampling bit for bit, on every processor.
/// </summary>
internal sealed class LanczosFilter
{
    private const double Lobes = 3;
    private const int WeightBits = 22;

    // Per target pixel: the first source pixel, and its slice of the weights.
    private readonly int[] _first;
    private readonly int[][] _weights;

    /// <param name="sourceLength">Pixels along the source axis.</param>
    /// <param name="shown">The part of them that maps to the target.</param>
    /// <param name="targetLength">Pixels along the target axis.</param>
    public LanczosFilter(int sourceLength, AxisRange shown, int targetLength)
    {
        _first = new int[targetLength];
        _weights = new int[targetLength][];
        double scale = (double)(shown.End - shown.Start) / targetLength;
        double widening = Math.Max(scale, 1);
        double support = Lobes * widening;
        for (int i = 0; i < targetLength; i++)
        {
            double center = shown.Start + ((i + 0.5) * scale);
            int first = Math.Max((int)(center - support + 0.5), 0);
            int end = Math.Min((int)(center + support + 0.5), sourceLength);
            _first[i] = first;
            _weights[i] = Weigh(first, end, center, widening);
        }
    }

    /// <summary><c>[rows, source]</c> to <c>[rows, target]</c>, four channels a pixel.</summary>
    public void FilterRows(ReadOnlySpan<uint> source, Span<uint> target, int rows)
    {
        int sourceLength = source.Length / rows;
        for (int row = 0, to = 0; row < rows; row++)
        {
            var line = source.Slice(row * sourceLength, sourceLength);
            for (int i = 0; i < _first.Length; i++, to++)
            {
                int[] weights = _weights[i];
                var pixels = line.Slice(_first[i], weights.Length);
                var sum = Vector128.Create(1 << (WeightBits - 1));
                for (int k = 0; k < weights.Length; k++)
                    sum += Widen(pixels[k]) * weights[k];
                target[to] = Narrow(sum);
            }
        }
    }

    /// <summary><c>[source, columns]</c> to <c>[target, columns]</c>, four channels a pixel.</summary>
    public void FilterColumns(ReadOnlySpan<uint> source, Span<uint> target, int columns)
    {
        for (int i = 0, to = 0; i < _first.Length; i++)
        {
            int[] weights = _weights[i];
            var lines = source.Slice(_first[i] * columns, weights.Length * columns);
            for (int x = 0; x < columns; x++, to++)
            {
                var sum = Vector128.Create(1 << (WeightBits - 1));
                for (int k = 0, at = x; k < weights.Length; k++, at += columns)
                    sum += Widen(lines[at]) * weights[k];
                target[to] = Narrow(sum);
            }
        }
    }

    private static int[] Weigh(int first, int end, double center, double widening)
    {
        var exact = new double[end - first];
        for (int k = 0; k < exact.Length; k++)
            exact[k] = Kernel((first + k - center + 0.5) / widening);
        double sum = exact.Sum();
        return Array.ConvertAll(exact, w => (int)Math.Round(w / sum * (1 << WeightBits), MidpointRounding.AwayFromZero));
    }

    private static double Kernel(double x) => Math.Abs(x) < Lobes ? Sinc(x) * Sinc(x / Lobes) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Widen(uint pixel) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(pixel).AsByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Narrow(Vector128<int> sum)
    {
        var levels = Vector128.Clamp(sum >> WeightBits, Vector128<int>.Zero, Vector128.Create(255)).AsUInt32();
        var words = Vector128.Narrow(levels, levels);
        return Vector128.Narrow(words, words).AsUInt32().ToScalar();
    }
}
