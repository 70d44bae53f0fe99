using System.Xml.Linq;

namespace SwiftDiffusion.Repository.Tests;

/// <summary>What a csproj says about its place in the solution.</summary>
/// <param name="Name">Short name, "Engine" for SwiftDiffusion.Engine.</param>
/// <param name="Path">Relative to the root.</param>
/// <param name="IsExecutable">Whether it is built as a program; test projects are.</param>
/// <param name="References">Short names of the projects it refers to.</param>
/// <param name="Packages">Packages it refers to, in any flavour.</param>
/// <param name="Versions">Package versions it states itself.</param>
internal sealed record ProjectFile(
    string Name, string Path, bool IsExecutable, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> Versions)
{
    public static IReadOnlyList<ProjectFile> All { get; } = [.. RepositoryFiles.Projects.Select(Read)];

    public bool IsTestCode => Path.StartsWith("tests/", StringComparison.Ordinal);

    private static ProjectFile Read(string path)
    {
        var xml = XDocument.Parse(RepositoryFiles.Read(path));
        var packages = xml.Descendants("PackageReference").ToArray();
        return new ProjectFile(
            ShortName(path),
            path,
            xml.Descendants("OutputType").Any(type => type.Value == "Exe"),
            [.. xml.Descendants("ProjectReference").Select(reference => ShortName((string)reference.Attribute("Include")!))],
            [.. packages.Select(package => (string)package.Attribute("Include")!)],
            [.. packages.SelectMany(package => package.Attributes()).Where(attribute => attribute.Name.LocalName is "Version" or "VersionOverride").Select(attribute => attribute.Value)]);
    }

    private static string ShortName(string path) =>
        System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/')).Replace("SwiftDiffusion.", "", StringComparison.Ordinal);
}
