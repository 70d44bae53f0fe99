using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Verification;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Verification;

/// <summary>The recorded cases by their paths below the golden root.</summary>
internal static class RecordedCases
{
    public const double Tolerance = 1e-4;

    public static IEnumerable<string> All { get; } = [.. Verifier.FindCases(GoldenData.Root).Select(folder => Path.GetRelativePath(GoldenData.Root, folder))];

    public static bool IsPipeline(string name) => name.StartsWith("pipeline", StringComparison.Ordinal);

    public static void AssertPasses(string name, Device device)
    {
        var report = CaseReport.Run(Path.Combine(GoldenData.Root, name), Tolerance, device);

        Assert.True(report.HasPassed, $"{name}: {report.Error ?? string.Join("; ", Failures(report))}");
    }

    private static IEnumerable<string> Failures(CaseReport report) => report.Checks.Count == 0 ? ["nothing was compared"]
        : report.Checks.Where(check => !check.HasPassed).Select(check => $"{check.Name} differs by {check.MaxAbsDiff:0.0e+0}, allowed {check.Limit:0.0e+0} {check.Note}");
}
