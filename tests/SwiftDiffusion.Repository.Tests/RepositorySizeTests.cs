namespace SwiftDiffusion.Repository.Tests;

/// <summary>A clone stays small: the built-in model and the recorded cases are most of it.</summary>
public sealed class RepositorySizeTests
{
    private const long Megabyte = 1_000_000;

    [Fact]
    public void No_file_is_over_10_MB() =>
        Violations.AssertNone(RepositoryFiles.All.Where(path => RepositoryFiles.SizeBytes(path) > 10 * Megabyte));

    [Theory]
    [InlineData("", 60)]
    [InlineData("onnx/golden/", 25)]
    [InlineData("onnx/tinyworld/", 25)]
    [InlineData("docs/", 2)]
    public void A_folder_keeps_its_budget(string folder, long megabytes)
    {
        long bytes = RepositoryFiles.All.Where(path => path.StartsWith(folder, StringComparison.Ordinal)).Sum(RepositoryFiles.SizeBytes);
        Assert.True(bytes <= megabytes * Megabyte, $"{folder} has {bytes / (double)Megabyte:0.0} MB, allowed are {megabytes}");
    }

    [Fact]
    public void Pictures_in_documents_are_small() =>
        Violations.AssertNone(RepositoryFiles.All.Where(path => path.StartsWith("docs/images/", StringComparison.Ordinal) && RepositoryFiles.SizeBytes(path) > 200_000));
}
