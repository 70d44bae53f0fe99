using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SwiftDiffusion.Repository.Tests;

/// <summary>The solution file and the central package list.</summary>
public sealed partial class SolutionTests
{
    [Fact]
    public void The_solution_lists_every_project()
    {
        var listed = ListedProject().Matches(RepositoryFiles.Read("SwiftDiffusion.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));
        Assert.Equal(RepositoryFiles.Projects, listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void There_is_one_solution_file_in_the_classic_format() =>
        Assert.Equal(["SwiftDiffusion.sln"], RepositoryFiles.All.Where(path => path.EndsWith(".sln", StringComparison.Ordinal) || path.EndsWith(".slnx", StringComparison.Ordinal)));

    [Fact]
    public void Package_versions_are_central() =>
        Violations.AssertNone(ProjectFile.All.Where(project => project.Versions.Count > 0).Select(project => $"{project.Path}: {string.Join(", ", project.Versions)}"));

    [Fact]
    public void Every_project_has_a_lock_file()
    {
        var unlocked = RepositoryFiles.Projects.Select(path => Path.GetDirectoryName(path)!)
            .Where(folder => !RepositoryFiles.Exists($"{folder}/packages.lock.json") && !RepositoryFiles.Exists($"{folder}/packages.cpu.lock.json"));
        Violations.AssertNone(unlocked);
    }

    [Fact]
    public void Every_package_stands_under_a_reason()
    {
        // A comment covers the lines below it, up to the next comment.
        bool hasReason = false;
        foreach (var node in CentralPackages().Nodes())
        {
            hasReason |= node is XComment comment && comment.Value.Trim().Length > "Tests.".Length;
            Assert.True(hasReason || node is not XElement, $"no reason above {node}");
        }
    }

    [Fact]
    public void Every_central_package_is_used_or_says_that_it_is_a_pin()
    {
        var used = ProjectFile.All.SelectMany(project => project.Packages)
            .Concat(XDocument.Parse(RepositoryFiles.Read("Directory.Build.props")).Descendants("PackageReference").Select(Name)).ToHashSet();
        bool isPin = false;
        foreach (var node in CentralPackages().Nodes())
        {
            if (node is XComment comment)
                isPin = comment.Value.Contains("Pin", StringComparison.OrdinalIgnoreCase);
            else if (node is XElement package)
                Assert.True(isPin || used.Contains(Name(package)), $"{Name(package)} is used by no project");
        }
    }

    private static XElement CentralPackages() => XDocument.Parse(RepositoryFiles.Read("Directory.Packages.props")).Descendants("ItemGroup").Single();

    private static string Name(XElement package) => (string)package.Attribute("Include")!;

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ListedProject();
}
