using System.Text;
using System.Text.RegularExpressions;
using SwiftDiffusion.Gateway.Playground;

namespace SwiftDiffusion.Gateway.Tests.Playground;

public sealed partial class PageFilesTests
{
    private const int LargestPage = 120_000;

    private static PageFiles Files { get; } = PageFiles.Load();

    [Theory]
    [InlineData("index.html")]
    [InlineData("ops.html")]
    public void What_a_page_loads_at_once_is_small(string page)
    {
        var loaded = new HashSet<string> { page };
        for (var next = new Queue<string>(loaded); next.TryDequeue(out string? name);)
        {
            foreach (string named in Named().Matches(TextOf(Files.Find(name)!)).Select(match => match.Groups[1].Value).Where(loaded.Add))
                next.Enqueue(named);
        }

        Assert.InRange(loaded.Count, 8, int.MaxValue);
        Assert.InRange(loaded.Sum(name => Files.Find(name)!.Content.Length), 1, LargestPage);
    }

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

    private static string TextOf(PageFile file) => Encoding.UTF8.GetString(file.Content);

    /// <summary>Modules, at once or later.</summary>
    [GeneratedRegex("(?:from |import\\()\"\\./([^\"]+)\"")]
    private static partial Regex Import();

    /// <summary>What is loaded with a file: static imports, and what a page names below its version.</summary>
    [GeneratedRegex("(?:from \"\\./|playground/[0-9a-f]+/)([^\"]+)\"")]
    private static partial Regex Named();
}
