using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SwiftDiffusion.LoadGen.Stubs;

/// <summary>
/// A LoRA file (safetensors) from which any number of others are made: the same names and shapes, every value changed by up to a tenth. So they load like
/// real ones and none equals another.
/// </summary>
internal sealed class LoraTemplate
{
    private const int LengthBytes = 8;
    private const float Change = 0.1f;

    private readonly byte[] _file;
    private readonly IReadOnlyList<(string Type, Range Bytes)> _tensors;

    private LoraTemplate(byte[] file, IReadOnlyList<(string Type, Range Bytes)> tensors) => (_file, _tensors) = (file, tensors);

    public int SizeBytes => _file.Length;

    /// <exception cref="UserException">It is no safetensors file.</exception>
    public static LoraTemplate Open(string path)
    {
        try
        {
            byte[] file = File.ReadAllBytes(path);
            int begin = LengthBytes + checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
            using var header = JsonDocument.Parse(file.AsMemory(LengthBytes..begin));
            return new LoraTemplate(file, [.. header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__").Select(entry => Parse(entry.Value, begin, file.Length))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException(e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: file not found" : e.Message, e);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException or InvalidOperationException or KeyNotFoundException)
        {
            throw new UserException($"{path} is no safetensors file; expected a LoRA for the model under load.", e);
        }
    }

    /// <summary>The file of stub number <paramref name="number"/>; always the same for the same number.</summary>
    public byte[] Create(int number)
    {
        byte[] file = [.. _file];
        var random = new SeededRandom(number);
        foreach (var (type, bytes) in _tensors)
            Vary(type, file.AsSpan(bytes), random);
        return file;
    }

    private static (string Type, Range Bytes) Parse(JsonElement tensor, int begin, int fileLength)
    {
        var offsets = tensor.GetProperty("data_offsets");
        int first = begin + offsets[0].GetInt32(), end = begin + offsets[1].GetInt32();
        return first >= begin && end >= first && end <= fileLength
            ? (tensor.GetProperty("dtype").GetString()!, first..end)
            : throw new ArgumentException("A tensor lies outside the file.", nameof(tensor));
    }

    /// <summary>A single value is an alpha, which stays, as does what is no floating-point number.</summary>
    private static void Vary(string type, Span<byte> bytes, SeededRandom random)
    {
        switch (type)
        {
            case "F32" when bytes.Length > sizeof(float):
                foreach (ref float value in MemoryMarshal.Cast<byte, float>(bytes))
                    value *= Factor(random);
                break;
            case "F16" when bytes.Length > sizeof(ushort):
                foreach (ref var value in MemoryMarshal.Cast<byte, Half>(bytes))
                    value = (Half)((float)value * Factor(random));
                break;
            case "BF16" when bytes.Length > sizeof(ushort):
                // The upper half of a single.
                foreach (ref ushort value in MemoryMarshal.Cast<byte, ushort>(bytes))
                    value = (ushort)(BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle((uint)value << 16) * Factor(random)) >> 16);
                break;
        }
    }

    private static float Factor(SeededRandom random) => 1 + (Change * ((2 * (float)random.NextDouble()) - 1));
}
