using System.Diagnostics;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.Stores;

namespace SwiftDiffusion.Host.Tests.Clients;

/// <summary>The clients that JavaScript applications use, each in a script of its own under Node, with the built-in model behind.</summary>
public sealed class NpmClientTests(ClientServers servers)
{
    private static readonly string Folder = RepositoryRoot.File("tests", "SwiftDiffusion.Host.Tests", "Clients", "Npm");

    private static readonly string? Node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);

    public static MatrixTheoryData<string, StoreKind> Scripts => new(
        ["openai.mjs", "ai-sdk.mjs", "node-sd-webui.mjs", "a1111-webui-api.mjs"], [StoreKind.Embedded, StoreKind.Redis]);

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_client_finds_what_it_expects(string script, StoreKind store)
    {
        Assert.SkipWhen(Node is null, "no node on the PATH");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")), $"no npm packages; '.ci/run' installs them, as does 'npm ci' in {Folder}");
        var server = await servers.OfAsync(store);

        var (exitCode, output) = await RunAsync(script, server);

        Assert.True(exitCode == 0, output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, ClientServer server)
    {
        var start = new ProcessStartInfo(Node!, script) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SERVER"] = server.Address.ToString().TrimEnd('/');
        start.Environment["API_KEY"] = ClientServer.Key;
        start.Environment["METERED_API_KEY"] = ClientServer.MeteredKey;
        start.Environment["MODEL"] = server.Model;
        start.Environment["CONTROLNET"] = server.ControlNet;
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, output + await errors);
        }
        finally
        {
            process.Kill();
        }
    }
}
