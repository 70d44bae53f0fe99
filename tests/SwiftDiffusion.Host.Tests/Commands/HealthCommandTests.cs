using SwiftDiffusion.Host.Tests.Serving;

namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class HealthCommandTests(RunningServer server)
{
    private string Url => $"{server.Client.BaseAddress}";

    [Fact]
    public async Task A_server_that_is_ready_is_well() => Assert.Contains("ready", (await ProgramRun.Of("health", "--url", Url)).Ok(), StringComparison.Ordinal);

    [Fact]
    public async Task Another_path_may_be_asked_for() =>
        Assert.Contains("live", (await ProgramRun.Of("health", "--url", Url, "--path", "/livez")).Ok(), StringComparison.Ordinal);

    [Fact]
    public async Task An_answer_that_is_no_success_is_not_well() =>
        Assert.Equal(ExitCode.CheckFailed, (await ProgramRun.Of("health", "--url", Url, "--path", "/nowhere")).ExitCode);

    [Fact]
    public async Task No_answer_is_not_well()
    {
        // Nobody listens on the port of a socket that is closed again.
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        string address = $"http://{listener.LocalEndpoint}";
        listener.Stop();

        var run = await ProgramRun.Of("health", "--url", address);

        Assert.Equal(ExitCode.CheckFailed, run.ExitCode);
        Assert.Contains("does not answer", run.Error, StringComparison.Ordinal);
    }
}
