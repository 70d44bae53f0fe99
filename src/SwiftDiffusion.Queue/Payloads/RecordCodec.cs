using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SwiftDiffusion.Queue.Payloads;

/// <summary>Turns a record into a short document and its binary parts, in the order in which they appear, and back.</summary>
/// <typeparam name="T">A record of <see cref="QueueJson"/>.</typeparam>
internal sealed class RecordCodec<T>
    where T : class
{
    private readonly BinaryParts _binary = new();
    private readonly JsonTypeInfo<T> _type;

    // Guards the parts, which belong to one record at a time.
    private readonly Lock _lock = new();

    public RecordCodec()
    {
        var options = new JsonSerializerOptions(QueueJson.Default.Options) { Converters = { _binary } };
        _type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    public EncodedRecord Encode(T record)
    {
        lock (_lock)
        {
            _binary.Parts.Clear();
            return new EncodedRecord(JsonSerializer.Serialize(record, _type), [.. _binary.Parts]);
        }
    }

    /// <exception cref="PayloadException">The document is none of this record, or a part is missing.</exception>
    public T Decode(EncodedRecord encoded)
    {
        lock (_lock)
        {
            _binary.Parts.Clear();
            _binary.Parts.AddRange(encoded.Parts);
            try
            {
                return JsonSerializer.Deserialize(encoded.Document, _type) ?? throw new PayloadException("The document is null.");
            }
            catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
            {
                throw new PayloadException(e.Message, e);
            }
        }
    }
}
