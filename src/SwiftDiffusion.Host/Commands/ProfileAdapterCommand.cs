using System.CommandLine;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Output;
using SwiftDiffusion.Host.Profiling;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>profile-adapter</c>: how long a model can do without a LoRA.</summary>
internal static class ProfileAdapterCommand
{
    public static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "Model folder; the built-in model when absent", HelpName = "DIR" };
        var loras = new Option<string[]>("--lora") { Description = "LoRA file or address, repeatable", HelpName = "FILE", Required = true, AllowMultipleArgumentsPerToken = true };
        var threshold = NumberOption.Create("--threshold", "Cosine similarity of noise predictions under which a LoRA can no longer be absent", 0.99, 0.0, 1.0);
        var steps = NumberOption.Create("--steps", "Inference steps of each run", 50, 1, 1000);
        var guidance = NumberOption.Create("--guidance", "Guidance scale; 1 turns guidance off", 7f, 0f, 100f);
        var prompts = NumberOption.Create("--prompts", "How many prompts, from the first of the model's own or of a common list", 8, 1, 1000);
        var prompt = new Option<string[]>("--prompt") { Description = "A prompt to use instead, repeatable", HelpName = "TEXT" };
        var folder = new Option<string?>("--out") { Description = "Folder for the profiles; beside the LoRAs when absent", HelpName = "DIR" };
        var device = DeviceOption.Create();
        var json = JsonOption.Create();
        var command = new ExampleCommand(
            "profile-adapter", "Measures how long a model can do without a LoRA, for requests that start before it is loaded.",
            "swiftdiffusion profile-adapter --lora neon.safetensors",
            "swiftdiffusion profile-adapter --model /models/sdxl-base --lora papercut.safetensors filmic.safetensors --prompts 4 --out profiles")
        { model, loras, threshold, steps, guidance, prompts, prompt, folder, device, json };
        command.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetValue(model) ?? BuiltInModel.Folder;
            string[] own = parsed.GetValue(prompt) ?? [];
            var runs = new ProfileRuns(
                own.Length > 0 ? [.. own] : ProfilePrompts.Of(path, parsed.GetValue(prompts)), parsed.GetValue(steps), parsed.GetValue(guidance), parsed.GetValue(threshold));
            var arguments = new ProfileArguments(
                path, [.. parsed.GetRequiredValue(loras).Select(LoraOption.SourceOf)], runs, parsed.GetValue(folder), parsed.GetRequiredValue(device));
            return RunAsync(arguments, parsed.InvocationConfiguration.Output, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(ProfileArguments arguments, TextWriter output, bool asJson, CancellationToken cancellation)
    {
        using var devices = ModelDevices.Open(arguments.Devices, [arguments.Model]);
        await using var engine = ImageEngine.Load(arguments.Model, devices, EngineOptions.Default, TimeProvider.System);
        var results = await TerminalProgress.ShowAsync("profiling", done => MeasureAsync(engine, arguments, done, cancellation)).ConfigureAwait(false);
        new ProfileReport(engine.Bundle.Name, results).Print(output, asJson);
        return ExitCode.Ok;
    }

    private static async Task<List<ProfileResult>> MeasureAsync(
        ImageEngine engine, ProfileArguments arguments, Action<double> progress, CancellationToken cancellation)
    {
        var results = new List<ProfileResult>();
        foreach (var lora in arguments.Loras)
        {
            var result = await AdapterProfiler.RunAsync(
                engine, lora, arguments.Runs, done => progress((results.Count + done) / arguments.Loras.Length), cancellation).ConfigureAwait(false);
            string path = arguments.OutFolder is { } folder ? Path.Combine(folder, $"{lora.DefaultName}.profile.json") : engine.Adapters.ProfilePathOf(lora)!;
            results.Add(Write(result, path));
        }

        return results;
    }

    private static ProfileResult Write(ProfileResult result, string path)
    {
        try
        {
            result.Profile.Write(path);
            return result with { Path = path };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {e.Message} --out names another folder.", e);
        }
    }
}
