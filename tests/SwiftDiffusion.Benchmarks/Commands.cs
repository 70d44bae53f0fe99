using System.CommandLine;
using SwiftDiffusion.Benchmarks.FullSize;
using SwiftDiffusion.Benchmarks.Measuring;

namespace SwiftDiffusion.Benchmarks;

/// <summary>The command line.</summary>
internal static class Commands
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "Model folder." };

    public static Command MakeSd15()
    {
        var dtype = new Option<string>("--dtype") { DefaultValueFactory = _ => "fp32", Description = "fp16 or fp32." }.AcceptOnlyFromAmong("fp16", "fp32");
        var tokenizer = new Option<string?>("--tokenizer") { Description = "Folder with vocab.json and merges.txt to copy." };
        var command = new Command("make-sd15", "Writes a Stable Diffusion 1.5 of random weights with a ControlNet inside.") { Folder, dtype, tokenizer };
        command.SetAction(parsed => Sd15Folder.Write(parsed.GetValue(Folder)!, parsed.GetValue(dtype) == "fp16", parsed.GetValue(tokenizer)));
        return command;
    }

    public static Command Steps()
    {
        var plain = new Option<bool>("--plain") { Description = "Measures the form a PyTorch exporter writes instead, at ONNX Runtime's defaults." };
        var cases = new Option<string>("--cases") { DefaultValueFactory = _ => "1x32,2x32,1x64", Description = "rows x latent size, comma separated." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 2 };
        var repeats = new Option<int>("--repeats") { DefaultValueFactory = _ => 5 };
        var command = new Command("steps", "Seconds per UNet step, per VAE decoding, to create sessions; resident memory.") { Folder, plain, cases, threads, repeats };
        command.SetAction(parsed => StepReport.Print(
            parsed.GetValue(Folder)!, parsed.GetValue(plain), parsed.GetValue(cases)!.Split(','), parsed.GetValue(threads), parsed.GetValue(repeats)));
        return command;
    }

    public static Command Levels()
    {
        var plain = new Option<bool>("--plain") { Description = "Measures the form a PyTorch exporter writes instead." };
        var repeats = new Option<int>("--repeats") { DefaultValueFactory = _ => 4 };
        var command = new Command("levels", "What each optimization level and prepacking cost at session creation and gain per step.") { Folder, plain, repeats };
        command.SetAction(parsed => LevelReport.Print(parsed.GetValue(Folder)!, parsed.GetValue(plain), parsed.GetValue(repeats)));
        return command;
    }

    public static Command Verify()
    {
        var command = new Command("verify", "Runs every recorded case below a folder.") { Folder };
        command.SetAction(parsed => VerifyReport.Print(parsed.GetValue(Folder)!));
        return command;
    }
}
