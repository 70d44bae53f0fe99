using System.CommandLine;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Serving;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>serve</c>: gateway, worker, or both.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var flags = new ServeFlags();
        var file = new Option<string?>("--config") { Description = "A JSON file with settings; the environment (SWIFTDIFFUSION_Section__Name) and options are stronger", HelpName = "FILE" };
        var print = new Option<bool>("--print-config") { Description = "Print every setting, its value and where it came from, and exit" };
        var command = new ExampleCommand(
            "serve", "Serves models over HTTP, with the images API of OpenAI and that of AUTOMATIC1111's web UI.",
            "swiftdiffusion serve",
            "swiftdiffusion serve --model /models/stable-diffusion-v1-5 --urls http://0.0.0.0:8080 --devices cpu*2 --data /var/lib/swiftdiffusion",
            "swiftdiffusion serve --role gateway --store redis://redis:6379",
            "swiftdiffusion serve --role worker --store redis://redis:6379 --devices cuda:0",
            "curl -s localhost:8080/v1/images/generations -H 'Content-Type: application/json' -d '{\"prompt\":\"red heart\",\"seed\":7}'")
        { file, print };
        foreach (var option in flags.All)
            command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var settings = ServerSettings.Read(parsed.GetValue(file), flags.Read(parsed));
            if (parsed.GetValue(print))
                SettingsReport.Print(settings.All, parsed.InvocationConfiguration.Output);
            settings.RequireValid();
            return parsed.GetValue(print) ? Task.FromResult(ExitCode.Ok) : RunAsync(settings, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(ServerSettings settings, CancellationToken cancellation)
    {
        await using var server = await Server.StartAsync(settings, cancellation).ConfigureAwait(false);
        await server.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
