using System.CommandLine;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Gateway;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Serving;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>serve</c>: the HTTP server.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons",
            DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        var models = new Option<string[]>("--model")
        {
            Description = "A model folder in the diffusers layout, with optional lora/ and controlnet/ folders; repeatable, the first is the default. The built-in model when absent",
            HelpName = "DIR",
        };
        var device = DeviceOption.Create();
        var command = new Command("serve", """
            Serves models over HTTP, with the OpenAI images API.

            Examples:
              swiftdiffusion serve
              swiftdiffusion serve --model /models/stable-diffusion-v1-5 --urls http://0.0.0.0:8080
              curl -s localhost:8080/v1/images/generations -d '{"prompt":"red heart","seed":7}' -H 'Content-Type: application/json'
            """)
        { urls, models, device };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(urls)!, parsed.GetValue(models) ?? [], parsed.GetValue(device)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string urls, string[] folders, DeviceSpec spec, CancellationToken cancellation)
    {
        using var device = new Device(spec);
        await using var served = new ServedModels(folders.Length == 0 ? [BuiltInModel.Folder] : folders, device);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        builder.Services.AddSwiftDiffusionGateway();
        builder.Services.AddSingleton<IReadOnlyList<ServedModel>>(served.Models);
        builder.Services.AddSingleton<EngineGenerationService>();
        builder.Services.AddSingleton<IGenerationService>(services => services.GetRequiredService<EngineGenerationService>());
        builder.Services.AddHostedService<WarmUp>();
        await using var app = builder.Build();
        app.MapSwiftDiffusion();
        await app.RunAsync(cancellation).ConfigureAwait(false);
        return Environment.ExitCode;
    }
}
