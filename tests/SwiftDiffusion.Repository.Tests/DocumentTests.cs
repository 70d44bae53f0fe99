using System.Text.RegularExpressions;

namespace SwiftDiffusion.Repository.Tests;

/// <summary>Documents tell the truth about paths, commands and options.</summary>
public sealed partial class DocumentTests
{
    private static string HostSources { get; } = string.Join('\n',
        RepositoryFiles.ProductSources.Where(path => path.StartsWith("src/SwiftDiffusion.Host/", StringComparison.Ordinal)).Select(RepositoryFiles.Read));

    private static string[] Commands { get; } = [.. CommandName().Matches(HostSources).Select(match => match.Groups[1].Value)];

    public static TheoryData<string> Documents => [.. RepositoryFiles.Documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Paths_exist(string document) => Violations.AssertNone(Document.Paths(document).Where(path => !RepositoryFiles.Exists(path)));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Source_files_exist(string document) =>
        Violations.AssertNone(Document.SourceNames(document).Where(name => !RepositoryFiles.Sources.Any(path => $"/{path}".EndsWith($"/{name}", StringComparison.Ordinal))));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_and_their_options_exist(string document)
    {
        foreach (var (command, options) in Document.Calls(document))
        {
            Assert.Contains(command, Commands);
            Violations.AssertNone(options.Where(option => !HostSources.Contains($"\"{option}\"", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_page_about_the_command_line_names_every_command() =>
        Violations.AssertNone(Commands.Except(Document.Calls("docs/command-line.md").Select(call => call.Command)));

    [Fact]
    public void Continuous_integration_runs_the_test_command_of_the_README()
    {
        string command = TestCommand().Match(RepositoryFiles.Read("README.md")).Value.Trim();
        Assert.NotEmpty(command);
        Assert.Contains(command, RepositoryFiles.Read(".ci/run"), StringComparison.Ordinal);
    }

    [Fact]
    public void Continuous_integration_can_be_executed() =>
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Testing.RepositoryRoot.File(".ci/run")).HasFlag(UnixFileMode.UserExecute));

    [GeneratedRegex("new [A-Za-z]*Command\\(\\s*\"([a-z-]+)\"")]
    private static partial Regex CommandName();

    [GeneratedRegex("dotnet test [^\n`#]*")]
    private static partial Regex TestCommand();
}
