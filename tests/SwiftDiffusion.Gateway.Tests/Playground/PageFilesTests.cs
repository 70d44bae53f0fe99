using System.Text;
using System.Text.RegularExpressions;
using SwiftDiffusion.Gateway.Playground;

namespace SwiftDiffusion.Gateway.Tests.Playground;

public sealed partial class PageFilesTests
{
    private const int LargestPage = 130_000;

    private static PageFiles Files { get; } = PageFiles.Load();

    [Fact]
    public void All_files_together_stay_small() =>
        Assert.InRange(Files.All.Where(file => !IsOfOperations(file.Name)).Sum(file => file.Content.Length), 1, LargestPage);

    [Fact]
    public void The_version_is_the_same_each_time() => Assert.Equal(Files.Version, PageFiles.Load().Version);

    [Fact]
    public void Every_imported_module_exists()
    {
        foreach (var file in Files.All.Where(file => file.Name.EndsWith(".js", StringComparison.Ordinal)))
            Assert.All(Import().Matches(TextOf(file)).Select(match => match.Groups[1].Value), name => Assert.NotNull(Files.Find(name)));
    }

    [Fact]
    public void No_module_is_left_over()
    {
        string all = string.Join('\n', Files.All.Select(TextOf));
        Assert.All(Files.All, file => Assert.True(file.Name.EndsWith(".html", StringComparison.Ordinal) || all.Contains($"/{file.Name}\"", StringComparison.Ordinal), file.Name));
    }

    /// <summary>Nothing comes from elsewhere; the namespace of SVG is a name and no address.</summary>
    [Fact]
    public void No_file_names_another_server() =>
        Assert.All(Files.All, file => Assert.DoesNotMatch(@"https?://(?!www\.w3\.org/2000/svg)", TextOf(file)));

    /// <summary>The policy forbids them, so they would silently do nothing.</summary>
    [Fact]
    public void Pages_have_no_inline_scripts_and_styles() =>
        Assert.All(Files.All.Where(file => file.Name.EndsWith(".html", StringComparison.Ordinal)), file => Assert.DoesNotMatch("<style|<script>| style=| on[a-z]+=", TextOf(file)));

    private static bool IsOfOperations(string name) => name is "ops.html" or "ops.css" or "ops.js" or "worker.js" or "waterfall.js" or "table.js";

    private static string TextOf(PageFile file) => Encoding.UTF8.GetString(file.Content);

    [GeneratedRegex("from \"\\./([^\"]+)\"")]
    private static partial Regex Import();
}
