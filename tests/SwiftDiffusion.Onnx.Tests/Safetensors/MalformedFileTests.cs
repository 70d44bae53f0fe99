using SwiftDiffusion.Onnx.Safetensors;
using Xunit;
using static SwiftDiffusion.Onnx.Tests.Safetensors.SafetensorsBytes;

namespace SwiftDiffusion.Onnx.Tests.Safetensors;

public sealed class MalformedFileTests
{
    private static readonly (string Case, byte[] Content, string Problem)[] Malformed =
    [
        ("empty file", [], "is 0 bytes long; a safetensors file has at least an 8-byte header length"),
        ("short prefix", [1, 2, 3], "is 3 bytes long; a safetensors file has at least an 8-byte header length"),
        ("empty header", WithLength(0, []), "header is not valid JSON"),
        ("length beyond the file", WithLength(100, [.. "{}"u8]), "header of 100 bytes does not fit a file of 10 bytes; the file is truncated"),
        ("length beyond the format", WithLength(100_000_001, []), "header length 100000001 exceeds the format's limit"),
        ("largest length", WithLength(ulong.MaxValue, [.. "{}"u8]), "header length 18446744073709551615 exceeds the format's limit"),
        ("length cuts the header", WithLength(5, [.. """{"t":{}}"""u8]), "header is not valid JSON"),
        ("text after the object", Of("{}x"), "header is not valid JSON"),
        ("no JSON", Of("PK\u0003\u0004 not json"), "header is not valid JSON"),
        ("root array", Of("[]"), "header is a JSON Array, expected an object"),
        ("root number", Of("1"), "header is a JSON Number, expected an object"),
        ("invalid UTF-8 name", Of([.. "{\""u8, 0xFF, 0xFE, .. "\":{}}"u8]), "header is not valid JSON"),
        ("half a surrogate pair", Of("""{"\ud800":{}}"""), "header is not valid JSON"),
        ("deep nesting", Of(string.Concat(Enumerable.Repeat("{\"t\":", 50)) + "1" + new string('}', 50)), "header is not valid JSON"),
        ("tensor twice", Of("""{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1), "tensor 't' appears twice in the header"),
        ("tensor is no object", Of("""{"t":3}"""), "tensor 't' lacks dtype, shape or data_offsets"),
        ("no dtype", Of("""{"t":{"shape":[1],"data_offsets":[0,1]}}""", 1), "tensor 't' lacks dtype, shape or data_offsets"),
        ("shape is no array", Of(Tensor("\"F32\"", "4", "[0,4]"), 4), "tensor 't' lacks dtype, shape or data_offsets"),
        ("unknown dtype", Of(Tensor("\"F8_E4M3\"", "[1]", "[0,1]"), 1), "tensor 't' has dtype 'F8_E4M3'; expected F32, F16, BF16 or an integer type"),
        ("dtype by number", Of(Tensor("\"+1\"", "[2]", "[0,4]"), 4), "tensor 't' has dtype '+1'"),
        ("dtype list", Of(Tensor("\"F32, F16\"", "[2]", "[0,4]"), 4), "tensor 't' has dtype 'F32, F16'"),
        ("lower-case dtype", Of(Tensor("\"f32\"", "[1]", "[0,4]"), 4), "tensor 't' has dtype 'f32'"),
        ("negative dimension", Of(Tensor("\"F32\"", "[-1]", "[0,4]"), 4), "tensor 't' has shape entry -1; expected a non-negative integer"),
        ("fractional dimension", Of(Tensor("\"F32\"", "[1.5]", "[0,4]"), 4), "tensor 't' has shape entry 1.5; expected a non-negative integer"),
        ("dimension beyond 64 bits", Of(Tensor("\"F32\"", "[99999999999999999999]", "[0,4]"), 4), "tensor 't' has shape entry 99999999999999999999"),
        ("NaN dimension", Of(Tensor("\"F32\"", "[NaN]", "[0,4]"), 4), "header is not valid JSON"),
        ("text dimension", Of(Tensor("\"F32\"", "[\"1\"]", "[0,4]"), 4), "tensor 't' has shape entry \"1\""),
        ("too many dimensions", Of(Tensor("\"U8\"", "[1,1,1,1,1,1,1,1,1]", "[0,1]"), 1), "tensor 't' has 9 entries in its shape; expected at most 8"),
        ("huge shape", Of(Tensor("\"F32\"", "[1000000,1000000]", "[0,4]"), 4), "tensor 't' holds 4 bytes, which do not match F32 [1000000, 1000000]"),
        ("overflowing shape", Of(Tensor("\"F32\"", "[4611686018427387904,4611686018427387904,16]", "[0,0]")), "tensor 't' holds 0 bytes, which do not match F32"),
        ("shape that overflows to its size", Of(Tensor("\"F32\"", "[4611686018427387905]", "[0,4]"), 4), "tensor 't' holds 4 bytes, which do not match F32"),
        ("shape and size differ", Of(Tensor("\"F16\"", "[3]", "[0,4]"), 4), "tensor 't' holds 4 bytes, which do not match F16 [3]"),
        ("offsets reversed", Of(Tensor("\"U8\"", "[1]", "[1,0]"), 1), "tensor 't' has data_offsets [1, 0]; expected [begin, end] with begin <= end"),
        ("one offset", Of(Tensor("\"U8\"", "[1]", "[0]"), 1), "tensor 't' has data_offsets [0]; expected [begin, end] with begin <= end"),
        ("offsets outside the file", Of(Tensor("\"U8\"", "[4]", "[0,4]"), 3), "tensor 't' ends at byte 4 of the data, but the file has only 3; the file is truncated"),
        ("largest offset", Of(Tensor("\"U8\"", "[1]", "[9223372036854775806,9223372036854775807]"), 1), "tensor 't' ends at byte 9223372036854775807 of the data"),
        ("overlapping tensors", Of("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", 4), "tensors 'a' and 'b' overlap in the data"),
        ("one tensor inside another", Of("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 4), "tensors 'a' and 'b' overlap in the data"),
        ("metadata is no object", Of("""{"__metadata__":["pt"]}"""), "__metadata__ is not an object of strings"),
        ("metadata holds a number", Of("""{"__metadata__":{"format":1}}"""), "__metadata__ entry 'format' is a Number, expected a string"),
        ("metadata twice", Of("""{"__metadata__":{"a":"1","a":"2"}}"""), "__metadata__ entry 'a' appears twice in the header"),
        ("endless name", Of("{\"" + new string('x', 2000) + "\":{}}"), "a tensor's name has 2000 characters; expected at most 1024"),
    ];

    public static TheoryData<string> Cases => [.. Malformed.Select(row => row.Case)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Malformed_file_is_refused_with_file_and_reason(string name)
    {
        var row = Malformed.Single(row => row.Case == name);
        using var file = new TemporaryFile(row.Content);

        var refusal = Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(file.Path));

        Assert.Equal(file.Path, refusal.File);
        Assert.StartsWith(row.Problem, refusal.Problem, StringComparison.Ordinal);
        Assert.True(refusal.Message.Length < 1000);
    }

    [Fact]
    public void Missing_file_is_refused()
    {
        var refusal = Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(Path.Combine(Path.GetTempPath(), "no-such-folder", "x.safetensors")));

        Assert.Equal("file not found", refusal.Problem);
    }

    [Fact]
    public void Folder_is_refused()
    {
        var refusal = Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(Path.GetTempPath()));

        Assert.StartsWith("cannot be read", refusal.Problem, StringComparison.Ordinal);
    }
}
