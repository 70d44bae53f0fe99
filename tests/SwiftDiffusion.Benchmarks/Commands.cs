using System.CommandLine;
using System.Globalization;
using SwiftDiffusion.Benchmarks.FullSize;
using SwiftDiffusion.Benchmarks.Measuring;

namespace SwiftDiffusion.Benchmarks;

/// <summary>The command line.</summary>
internal static class Commands
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "Model folder." };

    private static readonly Option<string> Cases = new("--cases") { DefaultValueFactory = _ => "1x32,2x32,1x64", Description = "Rows x latent size, comma separated." };
    private static readonly Option<int> Threads = new("--threads") { DefaultValueFactory = _ => 2 };
    private static readonly Option<int> Repeats = new("--repeats") { DefaultValueFactory = _ => 4, Description = "Runs of which the fastest counts." };

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
        var command = new Command("steps", "Seconds per UNet step, per VAE decoding, to create sessions; resident memory.") { Folder, plain, Cases, Threads, Repeats };
        command.SetAction(parsed => StepReport.Print(
            parsed.GetValue(Folder)!, parsed.GetValue(plain), Sizes(parsed), parsed.GetValue(Threads), parsed.GetValue(Repeats)));
        return command;
    }

    public static Command Levels()
    {
        var plain = new Option<bool>("--plain") { Description = "Measures the form a PyTorch exporter writes instead." };
        var command = new Command("levels", "What each optimization level and prepacking cost at session creation and gain per step.") { Folder, plain, Repeats };
        command.SetAction(parsed => LevelReport.Print(parsed.GetValue(Folder)!, parsed.GetValue(plain), parsed.GetValue(Repeats)));
        return command;
    }

    public static Command Compare()
    {
        var variants = new Option<string>("--variants")
        {
            DefaultValueFactory = _ => "ours:EXTENDED:packed+blocked,plain:ALL:packed",
            Description = "FORM:LEVEL:PACKING, comma separated; the last one is what the others are compared with.",
        };
        var command = new Command("compare", "UNet steps of several variants in turns.") { Folder, variants, Cases, Threads, Repeats };
        command.SetAction(parsed => CompareReport.Print(
            parsed.GetValue(Folder)!, [.. parsed.GetValue(variants)!.Split(',').Select(Variant.Parse)], Sizes(parsed), parsed.GetValue(Threads), parsed.GetValue(Repeats)));
        return command;
    }

    public static Command Adapters()
    {
        var command = new Command("adapters", "The engine's UNet step without adapters and at several ranks, and its time outside ONNX Runtime.") { Folder, Cases, Threads, Repeats };
        command.SetAction(parsed =>
        {
            foreach (var (rows, size) in Sizes(parsed))
                AdapterReport.Print(parsed.GetValue(Folder)!, rows, size, parsed.GetValue(Threads), parsed.GetValue(Repeats));
        });
        return command;
    }

    public static Command Placement()
    {
        var devices = new Option<string>("--devices") { DefaultValueFactory = _ => "cpu*2", Description = "Two or more devices, as swiftdiffusion takes them." };
        var requests = new Option<int>("--requests") { DefaultValueFactory = _ => 1, Description = "Requests at a time." };
        var controlNets = new Option<int>("--controlnets") { Description = "ControlNets of each request, from the model's own folder." };
        var steps = new Option<int>("--steps") { DefaultValueFactory = _ => 20 };
        var command = new Command("placement", "What sibling devices buy, under every placement policy.") { Folder, devices, requests, controlNets, steps, Repeats };
        command.SetAction(parsed => PlacementReport.PrintAsync(
            parsed.GetValue(Folder)!, parsed.GetValue(devices)!, parsed.GetValue(requests), parsed.GetValue(controlNets), parsed.GetValue(steps), parsed.GetValue(Repeats)));
        return command;
    }

    public static Command Verify()
    {
        var command = new Command("verify", "Runs every recorded case below a folder.") { Folder };
        command.SetAction(parsed => VerifyReport.Print(parsed.GetValue(Folder)!));
        return command;
    }

    private static List<(int Rows, int Size)> Sizes(ParseResult parsed) =>
        [.. parsed.GetValue(Cases)!.Split(',').Select(text => text.Split('x')).Select(parts => (Number(parts[0]), Number(parts[1])))];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
