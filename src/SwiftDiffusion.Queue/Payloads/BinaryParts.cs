using System.Text.Json;
using System.Text.Json.Serialization;

namespace SwiftDiffusion.Queue.Payloads;

/// <summary>
/// Writes binary values as numbers and puts the bytes aside, and the other way round. Whatever record gets a new <c>ReadOnlyMemory&lt;byte&gt;</c>
/// property has it kept out of the JSON without further ado.
/// </summary>
internal sealed class BinaryParts : JsonConverter<ReadOnlyMemory<byte>>
{
    /// <summary>The parts of the record at hand.</summary>
    public List<ReadOnlyMemory<byte>> Parts { get; } = [];

    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetInt32() is >= 0 and var index && index < Parts.Count ? Parts[index] : throw new JsonException("A binary part is missing.");

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options)
    {
        writer.WriteNumberValue(Parts.Count);
        Parts.Add(value);
    }
}
