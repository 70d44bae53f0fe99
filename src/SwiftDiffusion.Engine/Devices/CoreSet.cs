using System.Collections.Immutable;
using System.Globalization;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>Cores of the host by their numbers, ascending; never empty.</summary>
public sealed record CoreSet
{
    private CoreSet(ImmutableArray<int> numbers) => Numbers = numbers;

    public ImmutableArray<int> Numbers { get; }

    public int Count => Numbers.Length;

    /// <summary>The cores this process may use.</summary>
    public static CoreSet OfProcess { get; } = HostThreads.AllowedCores() is { Count: > 0 } allowed
        ? Of(allowed) : Of(Enumerable.Range(0, Environment.ProcessorCount));

    public static CoreSet Of(IEnumerable<int> numbers) => new([.. numbers.Distinct().Order()]);

    /// <summary>Parses "3" or "0-3"; null when it is neither.</summary>
    public static CoreSet? TryParse(string text)
    {
        string[] ends = text.Split('-');
        if (ends.Length > 2 || !TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last) || last < first)
            return null;
        return Of(Enumerable.Range(first, last - first + 1));
    }

    /// <summary>As many sets of equal size, neighbours together.</summary>
    /// <param name="parts">A divisor of the number of cores.</param>
    public IEnumerable<CoreSet> Split(int parts) => Numbers.Chunk(Count / parts).Select(Of);

    /// <summary>Cores of this set that another has not.</summary>
    public IReadOnlyList<int> Except(CoreSet other) => [.. Numbers.Except(other.Numbers)];

    public bool Equals(CoreSet? other) => other is not null && Numbers.SequenceEqual(other.Numbers);

    public override int GetHashCode() => Numbers.Aggregate(Count, HashCode.Combine);

    /// <summary>"3", "0-3", or with gaps "0,2,4".</summary>
    public override string ToString() =>
        Count == 1 ? $"{Numbers[0]}" : Numbers[^1] - Numbers[0] == Count - 1 ? $"{Numbers[0]}-{Numbers[^1]}" : string.Join(',', Numbers);

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < HostThreads.MaxCores;
}
