using SwiftDiffusion.Engine.Tests.Adapters;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;

namespace SwiftDiffusion.Engine.Tests.Models;

/// <summary>A LoRA on some modules of a component, with what it does to their weights written out: W + scale · alpha/rank · up @ down.</summary>
/// <param name="Prefix">Kohya's name of the component.</param>
/// <param name="Rank">Rank on every target.</param>
/// <param name="Alpha">Alpha on every target.</param>
/// <param name="Targets">Weight shapes by module path.</param>
internal sealed record TinyLora(string Prefix, int Rank, float Alpha, params (string Path, long[] Shape)[] Targets)
{
    public const string UNet = "lora_unet", TextEncoder = "lora_te";

    public byte[] ToBytes()
    {
        var file = new LoraFileBuilder();
        foreach (var (path, shape) in Targets)
        {
            string module = $"{Prefix}_{path.Replace('.', '_')}";
            long[] kernel = shape[2..];
            file.With($"{module}.lora_down.weight", [Rank, .. shape[1..]], Down(path, shape));
            file.With($"{module}.lora_up.weight", [shape[0], Rank, .. kernel.Select(_ => 1L)], Up(path, shape));
            file.With($"{module}.alpha", [], [Alpha]);
        }

        return file.ToBytes();
    }

    /// <summary>The tensor with this LoRA merged in, by hand.</summary>
    public StoredTensor Merge(StoredTensor tensor, float scale)
    {
        var target = Targets.FirstOrDefault(target => $"{target.Path}.weight" == tensor.Name);
        if (target.Path is null)
            return tensor;
        float[] down = Down(target.Path, target.Shape), up = Up(target.Path, target.Shape), merged = [.. tensor.Values];
        int columns = merged.Length / (int)target.Shape[0];
        for (int i = 0; i < merged.Length; i++)
        {
            double sum = 0;
            for (int r = 0; r < Rank; r++)
                sum += (double)up[(i / columns * Rank) + r] * down[(r * columns) + (i % columns)];
            merged[i] += (float)(scale * Alpha / Rank * sum);
        }

        return tensor with { Values = merged };
    }

    private float[] Down(string path, long[] shape) => RandomValues.Uniform($"{path}.down.{Rank}", Rank * shape[1..].Aggregate(1L, (product, dimension) => product * dimension));

    private float[] Up(string path, long[] shape) => RandomValues.Uniform($"{path}.up.{Rank}", shape[0] * Rank);
}
