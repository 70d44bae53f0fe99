using System.Text.Json;

namespace SwiftDiffusion.Queue.Payloads;

/// <summary>Turns a record into a short document and its binary parts, in the order in which they appear, and back.</summary>
/// <typeparam name="T">A record made of public properties.</typeparam>
internal sealed class RecordCodec<T>
    where T : class
{
    private readonly BinaryParts _binary = new();
    private readonly JsonSerializerOptions _options;

    // Guards the parts, which belong to one record at a time.
    private readonly Lock _lock = new();

    public RecordCodec() => _options = QueueJson.With(_binary);

    public EncodedRecord Encode(T record)
    {
        lock (_lock)
        {
            _binary.Parts.Clear();
            return new EncodedRecord(JsonSerializer.Serialize(record, _options), [.. _binary.Parts]);
        }
    }

    /// <exception cref="PayloadException">The document is none of this record, or a part is missing.</exception>
    public T Decode(EncodedRecord encoded)
    {
        lock (_lock)
        {
            _binary.Parts.Clear();
            _binary.Parts.AddRange(encoded.Parts);
            return QueueJson.Read<T>(encoded.Document, _options);
        }
    }
}
