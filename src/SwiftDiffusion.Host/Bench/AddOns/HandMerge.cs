using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>W + scale * alpha/rank * up @ down in double precision, number by number: slow, and nothing that the engine does is used for it.</summary>
internal static class HandMerge
{
    /// <summary>The weights with all of these added.</summary>
    public static WeightMemory Of(IEnumerable<LoraFile> loras, float scale, AdapterComponent component, WeightSet weights)
    {
        var memory = new WeightMemory();
        foreach (var layers in loras.SelectMany(lora => lora.Layers).Where(layer => layer.Target.Component == component).GroupBy(layer => layer.Target.Path))
        {
            var location = weights.Find($"{layers.Key}.weight")!;
            double[] sum = [.. location.File.ReadFloats(location.Entry).Select(value => (double)value)];
            foreach (var layer in layers)
                Add(layer, scale, sum);
            memory.Replace(location.Entry.Name, [.. sum.Select(value => (float)value)]);
        }

        return memory;
    }

    private static void Add(LoraLayer layer, float scale, double[] weight)
    {
        int columns = layer.Target.Columns;
        var up = layer.Up.Span;
        var down = layer.Down.Span;
        for (int i = 0; i < weight.Length; i++)
        {
            double product = 0;
            for (int r = 0; r < layer.Rank; r++)
                product += (double)up[((i / columns) * layer.Rank) + r] * down[(r * columns) + (i % columns)];
            weight[i] += scale * layer.Alpha / layer.Rank * product;
        }
    }
}
