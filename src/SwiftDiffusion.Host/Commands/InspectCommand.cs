using System.CommandLine;
using SwiftDiffusion.Host.Inspection;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>inspect</c>: says what a file or folder holds.</summary>
internal static class InspectCommand
{
    private const string SafetensorsExtension = ".safetensors";

    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "A .safetensors file, a picture, a model folder or a ControlNet folder" };
        var tensors = new Option<bool>("--tensors") { Description = "List every tensor of a .safetensors file" };
        var json = JsonOption.Create();
        var command = new ExampleCommand(
            "inspect", "Shows what a model, LoRA, weights file or picture holds.",
            "swiftdiffusion inspect onnx/tinyworld",
            "swiftdiffusion inspect onnx/tinyworld/lora/neon.safetensors",
            "swiftdiffusion inspect out.png")
        { path, tensors, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(path), parsed.GetValue(tensors), parsed.GetValue(json), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string path, bool listsTensors, bool asJson, TextWriter output)
    {
        Read(path, listsTensors).Print(output, asJson);
        return ExitCode.Ok;
    }

    private static IReport Read(string path, bool listsTensors)
    {
        if (Directory.Exists(path))
        {
            using var bundle = OpenedBundle.Open(path);
            return bundle.Summarize();
        }

        if (Path.GetExtension(path).Equals(SafetensorsExtension, StringComparison.OrdinalIgnoreCase))
            return SafetensorsReport.Read(path, listsTensors);
        return PictureReport.Read(path, UserFile.Read(path));
    }
}
