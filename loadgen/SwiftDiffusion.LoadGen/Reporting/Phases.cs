using SwiftDiffusion.LoadGen.Replay;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>The phases servers report.</summary>
internal static class Phases
{
    /// <summary>What a server calls the sum of its phases.</summary>
    private const string Total = "total";

    /// <summary>Names in the order the first record has them, without the sum.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<RequestRecord> records) =>
        [.. records.SelectMany(record => record.PhasesMs.Keys).Distinct().Where(name => name != Total)];
}
