using System.CommandLine;
using Spectre.Console;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>generate</c>: one picture from the command line.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var options = new GenerateOptions();
        var command = new Command("generate", """
            Makes a picture and writes it to a file.

            Examples:
              swiftdiffusion generate --prompt "a large red house on the left, sunset" --seed 7 --out a.png
              swiftdiffusion generate --prompt "a cat" --lora neon.safetensors:0.8 --lora pastel.safetensors:0.5
              swiftdiffusion generate --model DIR --prompt "a car" --controlnet DIR/controlnet/canny=edges.png:0.9
            """);
        foreach (var option in options.All)
            command.Add(option);
        command.SetAction((parsed, cancellation) => RunAsync(options.Read(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(GenerateArguments arguments, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        using var device = new Device(arguments.Device);
        await using var engine = ImageEngine.Load(arguments.Model ?? BuiltInModel.Folder, device, TimeProvider.System);
        engine.Warm(adapters: !arguments.Loras.IsEmpty);
        var load = TimeProvider.System.GetElapsedTime(start);
        var request = Request(arguments, engine.Bundle);
        var result = await GenerateAsync(engine, request, cancellation).ConfigureAwait(false);

        string text = result.Parameters.ToText();
        var format = FormatOf(arguments.Out);
        await File.WriteAllBytesAsync(arguments.Out, ImageCodec.Encode(result.Image, format, quality: 95, text), cancellation).ConfigureAwait(false);
        Report(arguments.Out, result.Timings, load, request.InferenceSteps);
        return 0;
    }

    private static ImageRequest Request(GenerateArguments arguments, ModelBundle bundle)
    {
        int side = bundle.UNet.SampleSize * bundle.Vae.Scale;
        var (width, height) = arguments.Size ?? (side, side);
        return new ImageRequest
        {
            Prompt = arguments.Prompt,
            NegativePrompt = arguments.NegativePrompt,
            PromptOptions = arguments.PromptOptions,
            Width = width,
            Height = height,
            InferenceSteps = arguments.Steps,
            GuidanceScale = arguments.Guidance,
            Seed = arguments.Seed,
            NoiseScheduler = arguments.NoiseScheduler,
            ClipSkip = arguments.ClipSkip,
            Adapters = arguments.Loras,
            Controls = [.. arguments.ControlNets.Select(control => new ControlUse(control.Folder, ReadImage(control.Image), control.Scale))],
            Source = arguments.Init is { } init ? Source(init, arguments, width, height) : null,
        };
    }

    private static SourceImage Source(string init, GenerateArguments arguments, int width, int height)
    {
        Mask? mask = arguments.Mask is { } path
            ? Mask.FromLuminance(ImageResize.Resize(ReadImage(path), width, height, ResizeMode.Stretch)) : null;
        return new SourceImage(ReadImage(init), arguments.Strength, mask);
    }

    private static PixelImage ReadImage(string path)
    {
        try
        {
            return ImageCodec.Decode(File.ReadAllBytes(path), ImageLimits.Default);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImageFormatException)
        {
            throw new CommandException($"{path}: {e.Message}", e);
        }
    }

    private static async Task<ImageResult> GenerateAsync(ImageEngine engine, ImageRequest request, CancellationToken cancellation)
    {
        try
        {
            return await AnsiConsole.Progress().AutoClear(true).HideCompleted(true).StartAsync(context =>
            {
                var bar = context.AddTask("denoising");
                return engine.GenerateAsync(request, new ProgressBarObserver(bar), cancellation);
            }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ImageRequestException or ArgumentException)
        {
            throw new CommandException(e.Message, e);
        }
    }

    private static ImageFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => ImageFormat.Png,
        ".JPG" or ".JPEG" => ImageFormat.Jpeg,
        ".WEBP" => ImageFormat.WebP,
        _ => throw new CommandException($"--out is '{path}'; expected a name that ends in .png, .jpg or .webp"),
    };

    private static void Report(string path, PhaseTimings timings, TimeSpan load, int steps)
    {
        Console.WriteLine(path);
        Console.WriteLine(FormattableString.Invariant(
            $"{timings.Total.TotalSeconds:0.000} s: adapters {timings.Adapters.TotalSeconds:0.000}, encode {timings.Encode.TotalSeconds:0.000}, denoise {timings.Denoise.TotalSeconds:0.000} ({timings.Denoise.TotalMilliseconds / steps:0.0} ms a step), decode {timings.Decode.TotalSeconds:0.000}; model loaded in {load.TotalSeconds:0.000}"));
    }

    private sealed class ProgressBarObserver(ProgressTask bar) : IStepObserver
    {
        public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
        {
            // Only finished steps move the bar.
        }

        public void Stepped(Sequence sequence) => bar.Value = 100.0 * sequence.CompletedCalls / sequence.TotalCalls;
    }
}
