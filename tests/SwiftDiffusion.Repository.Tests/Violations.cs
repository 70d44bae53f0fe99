namespace SwiftDiffusion.Repository.Tests;

/// <summary>States a rule over the whole repository; a broken one lists every place, where <c>Assert.Empty</c> would show five.</summary>
internal static class Violations
{
    public static void AssertNone(IEnumerable<string> violations)
    {
        string[] all = [.. violations];
        Assert.True(all.Length == 0, $"{all.Length} violations:\n{string.Join('\n', all)}");
    }
}
