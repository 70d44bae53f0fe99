namespace SwiftDiffusion.Repository.Tests;

/// <summary>The project graph of ARCHITECTURE.md: who may refer to whom, and who may use which package.</summary>
public sealed class ProjectGraphTests
{
    /// <summary>Projects that are planned stand here too, so that they are born inside the rules.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["Onnx"] = [],
        ["Engine"] = ["Onnx"],
        ["Queue"] = ["Contracts"],
        ["Gateway"] = ["Contracts", "Queue"],
        ["Worker"] = ["Contracts", "Queue"],
        ["Host"] = ["Engine", "Gateway", "LoadGen", "Queue", "Worker"],
        ["LoadGen"] = ["Contracts"],
        ["Testing"] = ["Contracts", "Onnx"],
        ["Benchmarks"] = ["Onnx", "Engine", "Testing"],
        ["EndToEnd.Tests"] = ["Host", "LoadGen", "Testing"],
        ["Deployment.Tests"] = ["Host", "LoadGen", "Testing"],
        ["Fleet.Tests"] = ["Host", "Testing"],
        ["Repository.Tests"] = ["Testing"],
    };

    /// <summary>Packages that belong to one room only.</summary>
    private static readonly Dictionary<string, string[]> Owners = new()
    {
        ["AWSSDK.S3"] = ["Engine", "Queue"],
        ["Google.Protobuf"] = ["Onnx"],
        ["Grpc.Tools"] = ["Onnx"],
        ["Microsoft.ML.OnnxRuntime.Managed"] = ["Engine"],
        ["SkiaSharp"] = ["Engine"],
        ["StackExchange.Redis"] = ["Queue"],
        ["Microsoft.Garnet"] = ["Queue"],
        ["Spectre.Console"] = ["Host", "LoadGen"],
        ["CsvHelper"] = ["LoadGen"],
    };

    [Fact]
    public void Every_reference_is_allowed()
    {
        var wrong = from project in ProjectFile.All
                    from reference in project.References
                    where !AllowedFor(project.Name).Contains(reference)
                    select $"{project.Path} refers to {reference}";
        Violations.AssertNone(wrong);
    }

    [Fact]
    public void Every_project_has_a_rule() => Assert.All(ProjectFile.All, project => Assert.NotNull(AllowedFor(project.Name)));

    [Fact]
    public void Contracts_has_no_packages() => Violations.AssertNone(ProjectFile.All.Single(project => project.Name == "Contracts").Packages);

    [Fact]
    public void A_package_with_an_owner_is_used_by_its_owner_only()
    {
        var wrong = from project in ProjectFile.All
                    where !project.IsTestCode
                    from package in project.Packages
                    where Owners.TryGetValue(package, out var owners) && !owners.Contains(project.Name)
                    select $"{project.Path} uses {package}";
        Violations.AssertNone(wrong);
    }

    [Fact]
    public void Native_libraries_belong_to_executables()
    {
        var wrong = from project in ProjectFile.All
                    where !project.IsExecutable
                    from package in project.Packages
                    where package is "Microsoft.ML.OnnxRuntime" || package.Contains(".NativeAssets.", StringComparison.Ordinal) || package.Contains(".Gpu", StringComparison.Ordinal)
                    select $"{project.Path} uses {package}";
        Violations.AssertNone(wrong);
    }

    [Fact]
    public void Every_project_with_a_place_in_the_graph_has_a_mirror()
    {
        string[] names = [.. ProjectFile.All.Select(project => project.Name)];
        var missing = ProjectFile.All.Where(project => !project.IsTestCode && project.Name is not "Contracts" && !names.Contains($"{project.Name}.Tests"));
        Violations.AssertNone(missing.Select(project => project.Path));
    }

    /// <summary>A mirror may see what it mirrors, and the fakes.</summary>
    private static string[] AllowedFor(string project)
    {
        if (Allowed.TryGetValue(project, out var references))
            return references;
        string mirrored = project.EndsWith(".Tests", StringComparison.Ordinal) ? project[..^".Tests".Length] : "";
        Assert.True(Allowed.ContainsKey(mirrored), $"{project} has no place in the project graph; give it one in ARCHITECTURE.md and here");
        return [mirrored, "Testing"];
    }
}
