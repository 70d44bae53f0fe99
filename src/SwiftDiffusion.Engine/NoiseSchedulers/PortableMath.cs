namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// A logarithm and a sine built from +, -, * and / alone, which IEEE 754 fixes to the last bit everywhere; the platform's own differ.
/// Accurate to a few units in the last place of a double, far beyond the single precision that is kept.
/// </summary>
public static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;
    private const double TwoPi = 6.28318530717958647693;

    /// <summary>ln x of a positive normal number: x = 2^e m with m around 1, and ln m = 2 (s + s³/3 + s⁵/5 + …), s = (m - 1)/(m + 1).</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.5)
        {
            mantissa /= 2;
            exponent++;
        }

        // |s| <= 1/5, so the term after s²³ is below 1e-17.
        double s = (mantissa - 1) / (mantissa + 1), square = s * s, sum = 0;
        for (int power = 23; power >= 1; power -= 2)
            sum = sum * square + 1.0 / power;
        return exponent * Ln2 + 2 * s * sum;
    }

    /// <summary>sin(2 pi x) for x in [0, 1): folded into a quarter turn, then its power series.</summary>
    public static double SinTurns(double x)
    {
        double folded = x < 0.25 ? x : x < 0.75 ? 0.5 - x : x - 1;
        double angle = folded * TwoPi, square = angle * angle, sum = 1;
        // Horner over x - x³/3! + …: at a quarter turn the term after x²³ is below 1e-19.
        for (int n = 22; n >= 2; n -= 2)
            sum = 1 - sum * square / (n * (n + 1));
        return angle * sum;
    }
}
