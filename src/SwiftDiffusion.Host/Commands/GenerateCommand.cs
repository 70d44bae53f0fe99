using System.CommandLine;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Output;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Commands;

/// <summary><c>generate</c>: one picture from the command line. Main path: (1) load, (2) generate, (3) write the file, (4) report.</summary>
internal static class GenerateCommand
{
    private const int LossyQuality = 95;

    public static Command Create()
    {
        var options = new GenerateOptions();
        var command = new ExampleCommand(
            "generate", "Makes a picture and writes it to a file.",
            "swiftdiffusion generate --prompt \"a large red house on the left, sunset\" --seed 7 --out a.png",
            "swiftdiffusion generate --prompt \"a cat\" --lora neon.safetensors:0.8 --lora pastel.safetensors:0.5",
            "swiftdiffusion generate --model DIR --prompt \"a car\" --controlnet DIR/controlnet/canny=edges.png:0.9");
        foreach (var option in options.All)
            command.Add(option);
        command.SetAction((parsed, cancellation) => RunAsync(options.Read(parsed), parsed.InvocationConfiguration.Output, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(GenerateArguments arguments, TextWriter output, CancellationToken cancellation)
    {
        var format = FormatOf(arguments.Out);

        // 1. Load.
        long start = TimeProvider.System.GetTimestamp();
        string model = arguments.Model ?? BuiltInModel.Folder;
        using var devices = ModelDevices.Open(arguments.Devices, [model]);
        await using var engine = ImageEngine.Load(model, devices, EngineOptions.Default, TimeProvider.System);
        engine.Warm(adapters: !arguments.Loras.IsEmpty);
        var load = TimeProvider.System.GetElapsedTime(start);

        // 2. Generate.
        var request = Request(arguments, engine.Bundle);
        var result = await GenerateAsync(engine, request, cancellation).ConfigureAwait(false);

        // 3. Write the file.
        await WriteAsync(arguments.Out, ImageCodec.Encode(result.Image, format, LossyQuality, result.Parameters.ToText()), cancellation).ConfigureAwait(false);

        // 4. Report.
        await output.WriteLineAsync($"{arguments.Out}  {request.Width}x{request.Height}, seed {request.Seed}").ConfigureAwait(false);
        await output.WriteLineAsync(Describe(result.Timings, load, request.InferenceSteps)).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static ImageRequest Request(GenerateArguments arguments, ModelBundle bundle)
    {
        int side = bundle.UNet.SampleSize * bundle.Vae.Scale;
        var size = arguments.Size ?? new PixelSize(side, side);
        return new ImageRequest
        {
            Prompt = arguments.Prompt,
            NegativePrompt = arguments.NegativePrompt,
            PromptOptions = arguments.PromptOptions,
            Width = size.Width,
            Height = size.Height,
            InferenceSteps = arguments.Steps,
            GuidanceScale = arguments.Guidance,
            Seed = arguments.Seed,
            NoiseScheduler = arguments.NoiseScheduler,
            ClipSkip = arguments.ClipSkip,
            Adapters = arguments.Loras,
            Controls = [.. arguments.ControlNets.Select(control => new ControlUse(control.Folder, ControlImage(control.Image, arguments), control.Scale))],
            Source = arguments.Init is { } init ? Source(init, arguments, size) : null,
        };
    }

    private static PixelImage ControlImage(string path, GenerateArguments arguments) =>
        arguments.DrawsEdges ? CannyEdges.Detect(ReadImage(path)) : ReadImage(path);

    private static SourceImage Source(string init, GenerateArguments arguments, PixelSize size)
    {
        Mask? mask = arguments.Mask is { } path
            ? Mask.FromLuminance(ImageResize.Resize(ReadImage(path), size.Width, size.Height, ResizeMode.Stretch)) : null;
        return new SourceImage(ReadImage(init), arguments.Strength, mask);
    }

    private static PixelImage ReadImage(string path)
    {
        try
        {
            return ImageCodec.Decode(UserFile.Read(path), ImageLimits.Default);
        }
        catch (ImageFormatException e)
        {
            throw new CommandException($"{path}: {e.Message}", e);
        }
    }

    private static async Task<ImageResult> GenerateAsync(ImageEngine engine, ImageRequest request, CancellationToken cancellation)
    {
        try
        {
            return await TerminalProgress.ShowAsync("denoising", done => engine.GenerateAsync(request, new StepProgress(done), cancellation)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ImageRequestException or NotFiniteException)
        {
            throw new CommandException(e.Message, e);
        }
    }

    /// <summary>The format that the name asks for; checked before any work, like the folder.</summary>
    private static ImageFormat FormatOf(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder))
            throw new CommandException($"--out is '{path}'; the folder {folder} does not exist");
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => ImageFormat.Png,
            ".JPG" or ".JPEG" => ImageFormat.Jpeg,
            ".WEBP" => ImageFormat.WebP,
            _ => throw new CommandException($"--out is '{path}'; expected a name that ends in .png, .jpg or .webp"),
        };
    }

    private static async Task WriteAsync(string path, byte[] data, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllBytesAsync(path, data, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--out: {e.Message}", e);
        }
    }

    private static string Describe(PhaseTimings timings, TimeSpan load, int steps)
    {
        string denoise = FormattableString.Invariant($"denoise {timings.Denoise.TotalSeconds:0.000} ({timings.Denoise.TotalMilliseconds / steps:0.0} ms a step)");
        string before = FormattableString.Invariant($"adapters {timings.Adapters.TotalSeconds:0.000}, encode {timings.Encode.TotalSeconds:0.000}");
        string after = FormattableString.Invariant($"decode {timings.Decode.TotalSeconds:0.000}; model loaded in {load.TotalSeconds:0.000} s");
        return FormattableString.Invariant($"{timings.Total.TotalSeconds:0.000} s: {before}, {denoise}, {after}");
    }
}
