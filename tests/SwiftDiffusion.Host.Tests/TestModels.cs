using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Host.Tests;

/// <summary>Folders that commands are run on. Names inside the built-in model are read from it: other weights may replace it.</summary>
internal static class TestModels
{
    public static string BuiltIn => BuiltInModel.Folder;

    /// <summary>The first LoRA of the built-in model.</summary>
    public static string Lora => AddOnFolders.Loras(BuiltIn).OrderBy(lora => lora.Key, StringComparer.Ordinal).First().Value;

    /// <summary>A ControlNet of the built-in model.</summary>
    public static string ControlNet => AddOnFolders.ControlNets(BuiltIn).OrderBy(net => net.Key, StringComparer.Ordinal).First().Value;

    /// <summary>A Stable Diffusion 1.5 of random weights, small enough for milliseconds a step.</summary>
    public static string Small => RepositoryRoot.File("onnx", "golden", "models", "sd15");

    public static string SmallXl => RepositoryRoot.File("onnx", "golden", "models", "sdxl");

    /// <summary>A recorded case that runs in a moment.</summary>
    public static string GoldenCase => Path.Combine(GoldenData.Root, GoldenData.Cases("vae").First());
}
