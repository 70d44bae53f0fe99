using SwiftDiffusion.Engine.Verification;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

/// <summary>Every recorded noise scheduler case, against the reference implementation's numbers.</summary>
public sealed class RecordedCaseTests
{
    /// <summary>Shown when there is nothing recorded: a theory without rows would fail instead of being skipped.</summary>
    private const string Nothing = "(none)";

    private const string NewerFolder = "scheduler-v0.40.0";

    public static TheoryData<string> Cases()
    {
        string[] newer = [.. GoldenData.Cases(NewerFolder)];
        var replaced = newer.Select(Path.GetFileName).ToHashSet();
        string[] cases = [.. GoldenData.Cases("scheduler").Where(c => !replaced.Contains(Path.GetFileName(c))), .. newer];
        return new TheoryData<string>(cases.Length > 0 ? cases : [Nothing]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_equal_the_recording(string folder)
    {
        Assert.SkipUnless(folder != Nothing, "No recorded noise scheduler cases beside or inside the repository.");

        var results = SchedulerCase.Run(Path.Combine(GoldenData.Root, folder));

        Assert.NotEmpty(results);
        Assert.All(results, result => Assert.True(Error(result.Expected, result.Actual) <= 2e-6, $"{result.Tensor}: {Error(result.Expected, result.Actual):e2}"));
    }

    /// <summary>Largest difference, relative to the tensor's largest magnitude when that is above 1.</summary>
    private static double Error(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(value => Math.Max(1, Math.Abs(value)));
        return expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max() / scale;
    }
}
