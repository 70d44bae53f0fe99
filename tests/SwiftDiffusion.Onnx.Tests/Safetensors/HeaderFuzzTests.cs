using System.Text;
using CsCheck;
using SwiftDiffusion.Onnx.Safetensors;
using Xunit;

namespace SwiftDiffusion.Onnx.Tests.Safetensors;

/// <summary>Damaged files are refused in one way only, and never make the reader allocate by what they claim.</summary>
public sealed class HeaderFuzzTests
{
    private const int Iterations = 2000;

    private static readonly byte[] Valid = SafetensorsBytes.Of(
        """{"__metadata__":{"format":"pt","note":"\u00e9"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F16","shape":[3],"data_offsets":[16,22]},"c":{"dtype":"BF16","shape":[],"data_offsets":[22,24]}}""", 24);

    private static readonly string[] Tokens =
        ["{", "}", "[", "]", ",", ":", "\"", "null", "-1", "9223372036854775807", "1e99", "\"F32\"", "\"t\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\\ud800"];

    [Fact]
    public void Changed_bytes_are_read_or_refused() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte).Array[1, 6].Sample(changes =>
        {
            byte[] content = [.. Valid];
            foreach (var (position, value) in changes)
                content[position] = value;
            OpenOrRefuse(content);
        }, iter: Iterations);

    [Fact]
    public void Cut_files_are_refused() =>
        Gen.Int[0, Valid.Length - 1].Sample(length => Assert.Throws<ModelFormatException>(() => Open(Valid[..length])), iter: 300);

    [Fact]
    public void Headers_of_random_tokens_are_read_or_refused() =>
        Gen.Int[0, Tokens.Length - 1].Array[0, 30]
            .Sample(picks => OpenOrRefuse(SafetensorsBytes.Of(string.Concat(picks.Select(pick => Tokens[pick])), 8)), iter: Iterations);

    [Fact]
    public void Random_bytes_are_read_or_refused() =>
        Gen.Byte.Array[0, 200].Sample(content => OpenOrRefuse(SafetensorsBytes.Of(content)), iter: Iterations);

    [Theory]
    [InlineData("[1000000,1000000]", "[0,4000000000000]")]
    [InlineData("[1073741823]", "[0,4294967292]")]
    [InlineData("[1,1,1,1,1,1,1,2000000000]", "[0,8000000000]")]
    public void Claimed_sizes_are_not_allocated(string shape, string offsets)
    {
        byte[] content = SafetensorsBytes.Of(SafetensorsBytes.Tensor("\"F32\"", shape, offsets), 16);
        OpenOrRefuse(content);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<ModelFormatException>(() => Open(content));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Claimed_header_length_is_not_allocated()
    {
        byte[] content = SafetensorsBytes.WithLength(99_000_000, Encoding.UTF8.GetBytes("{}"));
        OpenOrRefuse(content);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<ModelFormatException>(() => Open(content));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    private static void OpenOrRefuse(byte[] content)
    {
        try
        {
            Open(content);
        }
        catch (ModelFormatException)
        {
            // The one refusal a reader may give; any other exception fails the test.
        }
    }

    private static void Open(byte[] content)
    {
        using var temporary = new TemporaryFile(content);
        using var file = SafetensorsFile.Open(temporary.Path);
        foreach (var tensor in file.Tensors.Values)
            file.ReadFloats(tensor);
    }
}
