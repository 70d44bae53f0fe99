namespace SwiftDiffusion.Repository.Tests;

/// <summary>
/// How large files and methods may be. A direction, not a law: what is better whole stands in the lists of exceptions with its reason, and leaves
/// them when it no longer needs them.
/// </summary>
public sealed class SizeBudgetTests
{
    private const int FileLines90 = 150, MaxFileLines = 400, MethodLines90 = 25, MaxMethodLines = 60, MaxMainPathLines = 100;

    /// <summary>Numbered main paths that read best in one piece; at most three.</summary>
    private static readonly Dictionary<string, string> MainPaths = [];

    /// <summary>Types of shipped code that anybody may inherit from; closed families need no entry.</summary>
    private static readonly Dictionary<string, string> Bases = [];

    [Fact]
    public void Nine_of_ten_product_files_are_short() =>
        AssertPercentile(FileLines90, SourceFile.Product.Select(file => (file.Path, file.Lines)));

    [Fact]
    public void No_file_is_long() =>
        Violations.AssertNone(SourceFile.All.Where(file => file.Lines > MaxFileLines).Select(file => $"{file.Path}: {file.Lines} lines"));

    [Fact]
    public void Nine_of_ten_product_methods_are_short() =>
        AssertPercentile(MethodLines90, SourceFile.Product.SelectMany(file => file.Methods));

    [Fact]
    public void No_method_is_long()
    {
        var wrong = from file in SourceFile.All
                    from method in file.Methods
                    where method.Lines > (MainPaths.ContainsKey(method.Name) ? MaxMainPathLines : MaxMethodLines)
                    select $"{file.Path}: {method.Name} has {method.Lines} lines";
        Violations.AssertNone(wrong);
    }

    [Fact]
    public void Classes_are_sealed_or_static_unless_they_are_bases()
    {
        var wrong = from file in SourceFile.Product
                    from type in file.OpenClasses
                    where !Bases.ContainsKey(type)
                    select $"{file.Path}: {type}";
        Violations.AssertNone(wrong);
    }

    [Fact]
    public void Exceptions_are_few_and_still_needed()
    {
        Assert.True(MainPaths.Count <= 3, "at most three main paths may be longer");
        var longMethods = SourceFile.All.SelectMany(file => file.Methods).Where(method => method.Lines > MaxMethodLines).Select(method => method.Name);
        Violations.AssertNone(MainPaths.Keys.Except(longMethods).Concat(Bases.Keys.Except(SourceFile.Product.SelectMany(file => file.OpenClasses))));
    }

    private static void AssertPercentile(int limit, IEnumerable<(string Name, int Lines)> measured)
    {
        var ordered = measured.OrderBy(entry => entry.Lines).ToArray();
        int at90 = ordered[(int)(0.9 * (ordered.Length - 1))].Lines;
        Assert.True(at90 <= limit, $"the 90th percentile is {at90} lines, allowed are {limit}; longest: {string.Join(", ", ordered.TakeLast(5))}");
    }
}
