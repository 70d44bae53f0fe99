using System.Text.RegularExpressions;
using SwiftDiffusion.Deployment.Tests.Files;
using SwiftDiffusion.Deployment.Tests.Running;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Deployment.Tests;

/// <summary><c>docker/local.sh</c>: the topology of the compose file as processes.</summary>
public sealed partial class LocalScriptTests : IDisposable
{
    private static readonly string Script = RepositoryRoot.File("docker", "local.sh");
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task One_command_up_one_picture_one_replay_one_command_down()
    {
        Assert.SkipUnless(Programs.Find("redis-server") is not null, "there is no redis-server");
        var up = await RunAsync("up");
        try
        {
            Assert.True(up.ExitCode == 0, up.Error);
            string[] running = Names(await RunAsync("status"));
            Assert.Equal(["gateway", "redis", "worker-1", "worker-2"], running);
            var again = await RunAsync("up");
            Assert.Equal((1, true), (again.ExitCode, again.Error.Contains("runs already", StringComparison.Ordinal)));

            string file = _folder.File("a.png");
            var picture = await RunAsync("picture", file);
            Assert.True(picture.ExitCode == 0, picture.Error);
            Assert.Equal("PNG"u8.ToArray(), (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[1..4]);

            var smoke = await RunAsync("smoke");
            Assert.True(smoke.ExitCode == 0, smoke.Output + smoke.Error);
            Assert.True(File.Exists(_folder.File("smoke", "report.html")));
        }
        finally
        {
            var down = await RunAsync("down");
            Assert.True(down.ExitCode == 0, down.Error);
        }

        Assert.Empty(Names(await RunAsync("status")));
        // Everything that was accepted is on disk.
        Assert.NotEmpty(Directory.GetFiles(_folder.File("redis"), "*.aof", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Without_a_redis_server_it_says_what_is_missing()
    {
        // A path with the tools that the script needs, and no more.
        string tools = Directory.CreateDirectory(_folder.File("tools")).FullName;
        foreach (string tool in (string[])["bash", "dirname", "find", "sed", "sort", "awk"])
            File.CreateSymbolicLink(Path.Combine(tools, tool), Programs.Find(tool)!);
        var run = await RunAsync(["up"], [new("PATH", tools)]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("redis-server is not installed: apt-get install redis-server", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_stopped_that_it_did_not_start()
    {
        // A process id of a run long past, which belongs to somebody else now: this test's own.
        await File.WriteAllTextAsync(_folder.File("gateway.pid"), $"{Environment.ProcessId} 1\n", TestContext.Current.CancellationToken);
        var run = await RunAsync("down");
        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.False(File.Exists(_folder.File("gateway.pid")));
    }

    [Fact]
    public async Task A_command_that_is_none_shows_the_commands()
    {
        var run = await RunAsync("sideways");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("docker/local.sh picture", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_variable_of_the_compose_file_is_decided_about()
    {
        string script = File.ReadAllText(Script);
        var decided = Decision().Matches(script).Select(match => match.Groups[1].Value);
        Assert.Equal(Compose.Own.Values.Except([Compose.Services["worker-gpu"]]).SelectMany(service => service.Map("environment").Keys).Distinct().Order(), decided.Order());
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Names(ProgramRun status) =>
        [.. status.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains(" runs", StringComparison.Ordinal)).Select(line => line.Split(' ')[0])];

    private Task<ProgramRun> RunAsync(params string[] arguments) => RunAsync(arguments, [new("SMOKE_DURATION", "6s"), new("SMOKE_RATE", "1.5")]);

    private Task<ProgramRun> RunAsync(string[] arguments, KeyValuePair<string, string>[] variables) => ProgramRun.OfAsync(Programs.Find("bash")!, [Script, .. arguments],
    [
        new("LOCAL_FOLDER", _folder.Path), new("SWIFTDIFFUSION_PROGRAM", Programs.Server), new("LOADGEN_PROGRAM", Programs.LoadGen), .. variables,
    ]);

    [GeneratedRegex(@"^\s+(SWIFTDIFFUSION_\w+__\w+)\)", RegexOptions.Multiline)]
    private static partial Regex Decision();
}
