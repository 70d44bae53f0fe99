using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Inspection;

/// <summary>What a picture's file says about how it was made.</summary>
/// <param name="File">Path.</param>
/// <param name="SizeBytes">Size of the file.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Parameters">The embedded text; null when there is none.</param>
internal sealed record PictureReport(string File, long SizeBytes, int Width, int Height, string? Parameters) : IReport
{
    /// <exception cref="CommandException">Not a picture.</exception>
    public static PictureReport Read(string path, byte[] data)
    {
        try
        {
            var image = ImageCodec.Decode(data, ImageLimits.Default);
            return new PictureReport(path, data.Length, image.Width, image.Height, ImageCodec.ReadParameters(data));
        }
        catch (ImageFormatException e)
        {
            throw new CommandException($"{path}: neither a .safetensors file nor a picture: {e.Message}", e);
        }
    }

    public void Write(TextWriter output)
    {
        output.WriteLine($"{File}: picture, {Width}x{Height}, {Figures.Bytes(SizeBytes)}");
        output.WriteLine(Parameters ?? "no embedded parameters");
    }
}
