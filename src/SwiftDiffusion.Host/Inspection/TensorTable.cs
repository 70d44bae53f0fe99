using SwiftDiffusion.Host.Output;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Host.Inspection;

/// <summary>Tensors of one module, or one tensor alone.</summary>
internal sealed record TensorGroup(string Name, int Tensors, string Dtypes, string? Shape, long Parameters, long SizeBytes);

/// <summary>The contents of a safetensors file, module by module or tensor by tensor.</summary>
internal static class TensorTable
{
    /// <summary>Tensors gathered by the block they belong to.</summary>
    public static IReadOnlyList<TensorGroup> Groups(SafetensorsFile file) =>
    [
        .. InFileOrder(file).GroupBy(tensor => GroupOf(tensor.Name)).Select(group => new TensorGroup(
            group.Key, group.Count(), Figures.List(group.Select(tensor => tensor.Dtype).Distinct()), null,
            group.Sum(tensor => tensor.Count), group.Sum(tensor => tensor.SizeBytes))),
    ];

    public static IReadOnlyList<TensorGroup> All(SafetensorsFile file) =>
        [.. InFileOrder(file).Select(tensor => new TensorGroup(tensor.Name, 1, $"{tensor.Dtype}", tensor.ShapeText, tensor.Count, tensor.SizeBytes))];

    public static void Write(IReadOnlyList<TensorGroup> groups, TextWriter output)
    {
        bool areTensors = groups.All(group => group.Shape is not null);
        var table = areTensors ? new TextTable("tensor", "dtype", "shape", "size") : new TextTable("module", "tensors", "dtypes", "parameters", "size");
        foreach (var group in groups)
        {
            if (areTensors)
                table.Add(group.Name, group.Dtypes, group.Shape!, Figures.Bytes(group.SizeBytes));
            else
                table.Add(group.Name, $"{group.Tensors}", group.Dtypes, Figures.Count(group.Parameters), Figures.Bytes(group.SizeBytes));
        }

        table.Write(output);
    }

    /// <summary>
    /// The path up to its first number ("down_blocks.0"), which is the block; without a number the module that holds the tensor ("conv_in").
    /// </summary>
    private static string GroupOf(string name)
    {
        string[] parts = name.Split('.');
        int number = Array.FindIndex(parts, part => part.Length > 0 && part.All(char.IsAsciiDigit));
        int length = number >= 0 ? number + 1 : Math.Max(1, parts.Length - 1);
        return string.Join('.', parts[..length]);
    }

    private static IOrderedEnumerable<TensorEntry> InFileOrder(SafetensorsFile file) => file.Tensors.Values.OrderBy(tensor => tensor.Offset);
}
