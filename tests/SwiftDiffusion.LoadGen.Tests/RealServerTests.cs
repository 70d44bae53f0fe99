using System.Diagnostics;
using System.Text.Json.Nodes;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.LoadGen.Tests;

/// <summary>The generator against the platform's own executable, which the solution builds beside it. It knows it by HTTP alone.</summary>
public sealed class RealServerTests
{
    private static readonly string Server = RepositoryRoot.File("artifacts", "bin", "SwiftDiffusion.Host", "release_linux-x64", "swiftdiffusion");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stub_adapters_are_fetched_by_the_server_when_requests_name_them_and_gone_afterwards()
    {
        string lora = Directory.GetFiles(RepositoryRoot.File("onnx", "tinyworld", "lora"), "*.safetensors").Order(StringComparer.Ordinal).First();
        await WithServerAsync(async (address, folder) =>
        {
            var run = await ProgramRun.Of(
                "run", "--synthetic", "B", "--rate", "5", "--requests", "6", "--steps", "2", "--target", address, "--json", "--max-lag", "1h", "--out", folder.File("run"),
                "--stub-template", lora, "--stub-adapters", "20", "--stub-delay", "10ms");

            Assert.Equal(6, (int)JsonNode.Parse(run.Ok())!["outcomes"]!["completed"]!);
            Assert.Contains(File.ReadAllLines(folder.File("run", "requests.jsonl")), line => JsonNode.Parse(line)!["loras"]!.AsArray().Count > 0);
            using var http = new HttpClient();
            // The generator does not wait for the workers to let go.
            while ((await http.GetStringAsync(new Uri($"{address}/v1/adapters"), Cancellation)).Contains("loadgen-stub", StringComparison.Ordinal))
                await Task.Yield();
        });
    }

    [Fact]
    public Task Requests_with_add_ons_are_completed_and_report_their_phases() => WithServerAsync(async (address, folder) =>
    {
        var run = await ProgramRun.Of(
            "run", "--synthetic", "AB", "--rate", "5", "--requests", "6", "--steps", "2", "--target", address, "--json", "--max-lag", "1h", "--out", folder.File("run"));

        var summary = JsonNode.Parse(run.Ok())!;
        Assert.Equal(6, (int)summary["outcomes"]!["completed"]!);
        Assert.Contains("denoise", summary["phases_ms"]!.AsObject().Select(phase => phase.Key));
        Assert.Contains(File.ReadAllLines(folder.File("run", "requests.jsonl")), line => JsonNode.Parse(line)!["controlnets"]!.AsArray().Count > 0);
    });

    private static async Task WithServerAsync(Func<string, TemporaryFolder, Task> act)
    {
        Assert.SkipUnless(File.Exists(Server), "The server is not built; build the solution.");
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(Server, ["serve", "--urls", "http://127.0.0.1:0", "--adapter-cache", folder.File("cache")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SWIFTDIFFUSION_Registry__AllowedHosts__0"] = "127.0.0.1";
        using var server = Process.Start(start)!;
        try
        {
            await act(await AddressOf(server), folder);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(Cancellation);
        }
    }

    /// <summary>Reads the log until the server is ready.</summary>
    private static async Task<string> AddressOf(Process server)
    {
        string? address = null;
        while (await server.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            address ??= line.Split(' ').FirstOrDefault(word => line.Contains("Listening on ", StringComparison.Ordinal) && word.StartsWith("http://", StringComparison.Ordinal));
            if (line.Contains("Ready after ", StringComparison.Ordinal))
                return address!;
        }

        throw new InvalidOperationException($"The server ended: {await server.StandardError.ReadToEndAsync(Cancellation)}");
    }
}
