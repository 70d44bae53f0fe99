using System.Collections.Immutable;

namespace SwiftDiffusion.Queue.Jobs;

/// <summary>A document with the names of its blobs.</summary>
internal sealed record StoredRecord(string Document, ImmutableArray<string> Blobs)
{
    /// <summary>The names as scripts keep them.</summary>
    public string BlobList => string.Join(' ', Blobs);

    public static StoredRecord Of(string document, string blobList) =>
        new(document, [.. blobList.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
}
