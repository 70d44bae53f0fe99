using System.Text.RegularExpressions;
using SwiftDiffusion.Deployment.Tests.Files;
using SwiftDiffusion.Deployment.Tests.Running;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Deployment.Tests;

/// <summary>Dockerfiles and the images that everything else runs.</summary>
public sealed partial class ImagesTests(ExercisedServer server)
{
    private const string Host = "src/SwiftDiffusion.Host/SwiftDiffusion.Host.csproj";

    public static TheoryData<string> Dockerfiles => ["docker/Dockerfile", "docker/Dockerfile.cuda"];

    [Fact]
    public void Every_image_from_elsewhere_has_a_version()
    {
        string[] own = [.. Compose.Own.Values.Select(service => service.Text("image"))];
        var images = Compose.Services.Values.Select(service => service.Text("image")).Concat(Manifests.Workloads.Select(workload => Manifests.Container(workload).Text("image")))
            .Except(own).Concat(Dockerfiles.SelectMany(file => Dockerfile.Read(file.Data).Bases));
        Assert.All(images, image => Assert.Matches(Versioned(), image));
    }

    [Fact]
    public void Manifests_run_an_image_that_compose_builds() =>
        Assert.All(Manifests.Deployments, deployment => Assert.Contains(Manifests.Container(deployment).Text("image"), Compose.Own.Values.Select(service => service.Text("image"))));

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Images_are_built_in_one_stage_and_run_in_another_without_root(string file)
    {
        var image = Dockerfile.Read(file);
        Assert.Equal(2, image.Bases.Count);
        Assert.Equal("1654", image.User);
        // What runs comes from the first stage alone.
        Assert.All(image.Final.Where(instruction => instruction.Word is "COPY" or "ADD"), copy => Assert.StartsWith("--from=build ", copy.Text, StringComparison.Ordinal));
        Assert.Equal(["/app/swiftdiffusion"], image.EntryPoint);
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void What_is_built_lies_in_the_context(string file)
    {
        Assert.All(Dockerfile.Read(file).BuildCommands.SelectMany(command => command.Split(' ')).Where(word => word.EndsWith(".csproj", StringComparison.Ordinal)), project => Assert.Equal(Host, project));
        string[] allowed = [.. File.ReadLines(RepositoryRoot.File(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..])];
        Assert.All(allowed, path => Assert.True(Path.Exists(RepositoryRoot.File(path)), path));
        Assert.All(Needed(RepositoryRoot.File(Host)), path => Assert.Contains(allowed, part => path == part || path.StartsWith($"{part}/", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_image_for_CPUs_restores_what_the_lock_file_says()
    {
        Assert.Contains($"dotnet restore {Host} --locked-mode", Dockerfile.Read("docker/Dockerfile").BuildCommands);
        Assert.True(File.Exists(RepositoryRoot.File("src", "SwiftDiffusion.Host", "packages.cpu.lock.json")));
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public async Task Health_checks_are_commands_of_the_program(string file)
    {
        var health = Dockerfile.Read(file).Health;
        Assert.Equal("/app/swiftdiffusion", health[0]);
        var run = await ProgramRun.OfAsync(Programs.Server, [.. health.Skip(1), "--url", server.Address]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public async Task Variables_are_settings_and_folders_of_the_program_can_be_written(string file)
    {
        var image = Dockerfile.Read(file);
        await PrintedConfig.AssertBindsAsync(["serve"], image.Environment);
        string data = image.Of("VOLUME").Single();
        var settings = await PrintedConfig.OfAsync(["serve"], image.Environment);
        Assert.All(["Queue:DataFolder", "Adapters:Folder"], folder => Assert.StartsWith(data, settings[folder].Value, StringComparison.Ordinal));
        Assert.Contains(image.Final, instruction => instruction.Word == "COPY" && instruction.Text == $"--from=build --chown=1654:1654 {data} {data}");
        Assert.EndsWith($":{image.Of("EXPOSE").Single()}", settings["Server:Urls"].Value, StringComparison.Ordinal);
    }

    /// <summary>Projects and files that the build of a project reads, relative to the root.</summary>
    private static IEnumerable<string> Needed(string project)
    {
        yield return Path.GetRelativePath(RepositoryRoot.Path, project);
        foreach (Match reference in Reference().Matches(File.ReadAllText(project)))
        {
            string path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Groups[1].Value.Replace("/**", "", StringComparison.Ordinal)));
            foreach (string needed in path.EndsWith(".csproj", StringComparison.Ordinal) ? Needed(path) : [Path.GetRelativePath(RepositoryRoot.Path, path)])
                yield return needed;
        }
    }

    [GeneratedRegex(@"^[^:]+:[a-z]*\d+\.\d+")]
    private static partial Regex Versioned();

    [GeneratedRegex("Include=\"(\\.\\./[^\"]+)\"")]
    private static partial Regex Reference();
}
