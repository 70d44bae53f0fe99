using SwiftDiffusion.Onnx.Safetensors;
using Xunit;

namespace SwiftDiffusion.Onnx.Tests.Safetensors;

public sealed class SafetensorsFileTests
{
    [Fact]
    public void File_without_tensors_and_data_opens()
    {
        using var content = new TemporaryFile(SafetensorsBytes.Of("""{"__metadata__":{"format":"pt"}}"""));
        using var file = SafetensorsFile.Open(content.Path);

        Assert.Empty(file.Tensors);
        Assert.Equal("pt", file.Metadata["format"]);
    }

    [Fact]
    public void Empty_tensor_is_read_as_no_values()
    {
        using var content = new TemporaryFile(SafetensorsBytes.Of(SafetensorsBytes.Tensor("\"F32\"", "[0,320]", "[0,0]")));
        using var file = SafetensorsFile.Open(content.Path);

        var tensor = file.Tensors["t"];

        Assert.Equal(0, tensor.Count);
        Assert.Empty(file.ReadFloats(tensor));
        Assert.True(file.Bytes(tensor).IsEmpty);
    }

    [Fact]
    public void Dimension_zero_hides_no_overflow()
    {
        using var content = new TemporaryFile(SafetensorsBytes.Of(SafetensorsBytes.Tensor("\"F32\"", "[9223372036854775807,9223372036854775807,0]", "[0,0]")));
        using var file = SafetensorsFile.Open(content.Path);

        Assert.Equal(0, file.Tensors["t"].Count);
    }

    [Fact]
    public void Scalar_has_one_element_and_no_dimensions()
    {
        using var content = new TemporaryFile(SafetensorsBytes.Of(SafetensorsBytes.Tensor("\"U8\"", "[]", "[5,6]"), 8));
        using var file = SafetensorsFile.Open(content.Path);

        Assert.Equal("[]", file.Tensors["t"].ShapeText);
        Assert.Equal([5f], file.ReadFloats(file.Tensors["t"]));
    }

    [Fact]
    public void Header_padded_with_blanks_opens()
    {
        using var content = new TemporaryFile(SafetensorsBytes.Of(SafetensorsBytes.Tensor("\"U8\"", "[2]", "[1,3]") + "      ", 3));
        using var file = SafetensorsFile.Open(content.Path);

        Assert.Equal([1f, 2f], file.ReadFloats(file.Tensors["t"]));
    }

    [Fact]
    public void Tensor_at_an_odd_offset_is_read()
    {
        using var content = new TemporaryFile(SafetensorsBytes.Of(SafetensorsBytes.Tensor("\"I16\"", "[2]", "[1,5]"), 5));
        using var file = SafetensorsFile.Open(content.Path);

        Assert.Equal([0x0201, 0x0403], file.ReadFloats(file.Tensors["t"]));
    }

    [Fact]
    public void Duplicate_offsets_of_empty_tensors_do_not_overlap()
    {
        using var content = new TemporaryFile(SafetensorsBytes.Of(
            """{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"c":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1));
        using var file = SafetensorsFile.Open(content.Path);

        Assert.Equal(3, file.Tensors.Count);
    }
}
