using System.CommandLine;
using Microsoft.AspNetCore.Http;
using SwiftDiffusion.Gateway;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Serving;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>serve</c>: the HTTP server.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var urls = CreateUrls();
        var models = new Option<string[]>("--model")
        {
            Description = "A model folder in the diffusers layout, with optional lora/ and controlnet/ folders; repeatable, the first is the default. "
                + "The built-in model when absent",
            HelpName = "DIR",
        };
        var devices = DeviceOption.Create("--devices");
        var adapters = new AdapterOptions();
        var cors = CreateCors();
        var command = new ExampleCommand(
            "serve", "Serves models over HTTP, with the images API of OpenAI and that of AUTOMATIC1111's web UI.",
            "swiftdiffusion serve",
            "swiftdiffusion serve --model /models/stable-diffusion-v1-5 --urls http://0.0.0.0:8080 --devices cpu*2",
            "swiftdiffusion serve --adapter papercut=s3://loras/papercut.safetensors --adapter-timing asynchronous",
            "curl -s localhost:8080/v1/images/generations -H 'Content-Type: application/json' -d '{\"prompt\":\"red heart\",\"seed\":7}'")
        { urls, models, devices, cors };
        foreach (var option in adapters.All)
            command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            string[] folders = parsed.GetValue(models) ?? [];
            var arguments = new ServeArguments(
                parsed.GetValue(urls)!, folders.Length == 0 ? [BuiltInModel.Folder] : [.. folders], parsed.GetValue(devices)!, adapters.Read(parsed),
                [.. parsed.GetValue(cors) ?? []]);
            return RunAsync(arguments, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(ServeArguments arguments, CancellationToken cancellation)
    {
        await using var server = await Server.StartAsync(arguments, cancellation).ConfigureAwait(false);
        await server.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static Option<string> CreateUrls() => new("--urls")
    {
        Description = "Addresses to listen on, separated by semicolons",
        HelpName = "URL[;URL]",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            string[] addresses = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string? wrong = addresses.Length == 0 ? text : addresses.FirstOrDefault(address => !IsAddress(address));
            if (wrong is not null)
                result.AddError($"--urls is '{wrong}'; expected addresses such as http://127.0.0.1:8080.");
            return text;
        },
    };

    private static Option<string[]> CreateCors() => new("--cors")
    {
        Description = "An origin whose web pages may call the API from a browser, or * for all; repeatable",
        HelpName = "ORIGIN",
        CustomParser = result =>
        {
            string[] origins = [.. result.Tokens.Select(token => token.Value)];
            foreach (string origin in origins.Where(origin => !CorsOrigin.IsValid(origin)))
                result.AddError($"--cors is '{origin}'; expected an origin such as https://app.example.com, or *.");
            return origins;
        },
    };

    private static bool IsAddress(string text)
    {
        try
        {
            return BindingAddress.Parse(text) is { Scheme: "http", Port: >= 0 and <= ushort.MaxValue, PathBase: "" or "/" };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
