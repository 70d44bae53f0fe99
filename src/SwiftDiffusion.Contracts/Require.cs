using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace SwiftDiffusion.Contracts;

/// <summary>Guards of the records' constructors. A violation is the caller's bug: requests are parsed before they become records.</summary>
internal static class Require
{
    public static int InRange(int value, int min, int max, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max, name);
        return value;
    }

    public static long InRange(long value, long min, long max, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max, name);
        return value;
    }

    /// <summary>Also refuses NaN, which compares false with both bounds.</summary>
    public static double InRange(double value, double min, double max, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= min && value <= max ? value : throw new ArgumentOutOfRangeException(name, value, $"Must be from {min} to {max}.");

    public static double Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "Must be a finite number.");

    public static int PixelSize(int value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value > 0 && value % JobLimits.SizeMultiple == 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Must be a positive multiple of {JobLimits.SizeMultiple}.");

    public static ImmutableArray<int> AttachSteps(ImmutableArray<int> values, [CallerArgumentExpression(nameof(values))] string name = "") =>
        values.IsDefault ? [] : values.All(step => step is >= 0 and <= JobLimits.MaxAttachStep) ? values
            : throw new ArgumentOutOfRangeException(name, $"Each must be from 0 to {JobLimits.MaxAttachStep}.");

    public static string Name(string value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, name);
        return value;
    }

    public static ReadOnlyMemory<byte> NotEmpty(ReadOnlyMemory<byte> value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value.IsEmpty ? throw new ArgumentException("Must hold at least one byte.", name) : value;

    public static TimeSpan? Positive(TimeSpan? value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is null || value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, "Must be longer than no time.");

    public static T Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : struct, Enum => Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"Is no {typeof(T).Name}.");
}
