using System.CommandLine;
using SwiftDiffusion.Host.Configuration;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>health</c>: asks a server on this machine how it is, for container platforms whose images have no curl.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var url = new Option<string?>("--url") { Description = "Where the server is; where SWIFTDIFFUSION_Server__Urls says it listens when absent", HelpName = "URL" };
        url.Validators.Add(result =>
        {
            string text = result.Tokens[^1].Value;
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                result.AddError($"--url is '{text}'; expected an address such as http://127.0.0.1:8080.");
        });
        var path = new Option<string>("--path") { Description = "What to ask for: /readyz, /livez or /healthz", HelpName = "PATH", DefaultValueFactory = _ => "/readyz" };
        var command = new ExampleCommand(
            "health", "Asks a server whether it is well; exit code 0 if so, else 1.",
            "swiftdiffusion health",
            "swiftdiffusion health --url http://127.0.0.1:8080 --path /livez")
        { url, path };
        command.SetAction((parsed, cancellation) => AskAsync(
            new Uri(parsed.GetValue(url) is { } text ? new Uri(text) : ListeningAddress(), parsed.GetValue(path)!), parsed.InvocationConfiguration, cancellation));
        return command;
    }

    private static async Task<int> AskAsync(Uri address, InvocationConfiguration streams, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(address, cancellation).ConfigureAwait(false);
            await streams.Output.WriteLineAsync(await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.CheckFailed;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            await streams.Error.WriteLineAsync($"{address} does not answer: {e.Message}").ConfigureAwait(false);
            return ExitCode.CheckFailed;
        }
    }

    private static Uri ListeningAddress()
    {
        string? set = SettingSources.Open(null, []).Find("Server:Urls").Text;
        string urls = set is not null && ListenAddresses.WrongOf(set) is null ? set : new ServerOptions().Urls;
        return ListenAddresses.Reachable(urls);
    }
}
