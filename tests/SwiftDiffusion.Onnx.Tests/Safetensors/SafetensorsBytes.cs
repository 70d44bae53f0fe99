using System.Text;

namespace SwiftDiffusion.Onnx.Tests.Safetensors;

/// <summary>Raw bytes of safetensors files, right or wrong.</summary>
internal static class SafetensorsBytes
{
    /// <summary>Length prefix, header text and <paramref name="dataSizeBytes"/> bytes of data that count up from 0.</summary>
    public static byte[] Of(string header, int dataSizeBytes = 0) => Of(Encoding.UTF8.GetBytes(header), dataSizeBytes);

    public static byte[] Of(byte[] header, int dataSizeBytes = 0) =>
        WithLength((ulong)header.Length, [.. header, .. Enumerable.Range(0, dataSizeBytes).Select(i => (byte)i)]);

    /// <summary>A length prefix that may lie, and whatever follows it.</summary>
    public static byte[] WithLength(ulong length, byte[] rest) => [.. BitConverter.GetBytes(length), .. rest];

    /// <summary>Header text of one tensor named "t".</summary>
    public static string Tensor(string dtype, string shape, string offsets) =>
        $$$"""{"t":{"dtype":{{{dtype}}},"shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""";
}
