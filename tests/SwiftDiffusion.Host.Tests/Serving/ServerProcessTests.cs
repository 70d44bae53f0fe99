using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace SwiftDiffusion.Host.Tests.Serving;

public sealed class ServerProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_asked_to_stop_finishes_what_it_is_doing()
    {
        await using var server = ServerProcess.Start("serve", "--urls", "http://127.0.0.1:0", "--model", TestModels.BuiltIn);
        string listening = await server.WaitForAsync("Listening on ", Cancellation);
        using var client = new HttpClient { BaseAddress = new Uri(listening.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal))) };
        await server.WaitForAsync("Ready after ", Cancellation);
        var last = client.PostAsJsonAsync("v1/images/generations", new JsonObject { ["prompt"] = "x", ["num_inference_steps"] = 60 }, Cancellation);
        // When a request sent later has been answered, the one before it is at work.
        using var answered = await client.PostAsJsonAsync("v1/images/generations", new JsonObject { ["prompt"] = "" }, Cancellation);

        server.Signal(ServerProcess.Terminate);
        using var response = await last;
        var (exitCode, errors) = await server.EndAsync(Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((ExitCode.Ok, ""), (exitCode, errors));
    }

    [Fact]
    public async Task The_environment_is_stronger_than_the_file_and_weaker_than_an_option()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("settings.json"), """{ "Worker": { "Slots": 3, "DrainTimeout": "00:00:03", "Name": "file" } }""", Cancellation);
        KeyValuePair<string, string>[] environment = [new("SWIFTDIFFUSION_Worker__Slots", "4"), new("SWIFTDIFFUSION_Worker__DrainTimeout", "00:00:04")];
        await using var server = ServerProcess.Start(environment, "serve", "--print-config", "--config", folder.File("settings.json"), "--slots", "5");

        string[] lines = [await server.WaitForAsync("Worker:Slots", Cancellation), await server.WaitForAsync("Worker:DrainTimeout", Cancellation), await server.WaitForAsync("Worker:Name", Cancellation)];

        Assert.Equal(["5|command line", "00:00:04|environment", "file|settings.json"], lines.Select(line => string.Join('|', Cells(line)[1..])));

        static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    [Fact]
    public async Task A_port_in_use_is_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        string error = (await ProgramRun.Of("serve", "--urls", $"http://{taken.LocalEndpoint}", "--model", TestModels.Small)).UserError();

        Assert.Contains("address already in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_whose_add_on_does_not_fit_ends_the_server_with_one_line()
    {
        using var folder = new TemporaryFolder();
        foreach (string part in Directory.GetFileSystemEntries(TestModels.Small))
            Directory.CreateSymbolicLink(folder.File(Path.GetFileName(part)), part);
        Directory.CreateDirectory(folder.File("controlnet"));
        Directory.CreateSymbolicLink(folder.File("controlnet/stranger"), TestModels.ControlNet);
        await using var server = ServerProcess.Start("serve", "--urls", "http://127.0.0.1:0", "--model", folder.Path);
        server.IgnoreLog();

        var (exitCode, errors) = await server.EndAsync(Cancellation);

        Assert.Equal(ExitCode.UserError, exitCode);
        Assert.Contains("another architecture", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
