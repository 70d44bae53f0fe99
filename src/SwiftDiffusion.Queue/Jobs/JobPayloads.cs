using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Blobs;
using SwiftDiffusion.Queue.Payloads;

namespace SwiftDiffusion.Queue.Jobs;

/// <summary>What jobs are made of and what comes of them, between records and store.</summary>
internal sealed class JobPayloads(JobBlobs blobs)
{
    /// <summary>Takes the place of a picture that nobody will look at.</summary>
    private static readonly ReadOnlyMemory<byte> StandIn = new byte[1];

    private readonly RecordCodec<GenerationJob> _jobs = new();
    private readonly RecordCodec<GenerationResult> _results = new();

    /// <summary>Writes a job's binary parts; the document goes into the job's own record.</summary>
    public async Task<StoredRecord> PutAsync(JobId id, GenerationJob job, CancellationToken cancellationToken)
    {
        var encoded = _jobs.Encode(job);
        return new StoredRecord(encoded.Document, await blobs.PutAsync($"{id}/in", encoded.Parts, cancellationToken));
    }

    /// <summary>Writes a result's pictures; those of every claim have names of their own, so that a worker too late overwrites nothing.</summary>
    public async Task<StoredRecord> PutAsync(JobId id, long claim, GenerationResult result, CancellationToken cancellationToken)
    {
        var encoded = _results.Encode(result);
        return new StoredRecord(encoded.Document, await blobs.PutAsync($"{id}/{claim}", encoded.Parts, cancellationToken));
    }

    /// <returns>Null when a binary part is gone.</returns>
    /// <exception cref="PayloadException">It cannot be read.</exception>
    public async Task<GenerationJob?> GetJobAsync(StoredRecord stored, CancellationToken cancellationToken) =>
        await LoadAsync(stored, cancellationToken) is { } encoded ? _jobs.Decode(encoded) : null;

    /// <returns>Null when a picture has expired.</returns>
    /// <exception cref="PayloadException">It cannot be read.</exception>
    public async Task<GenerationResult?> GetResultAsync(StoredRecord stored, CancellationToken cancellationToken) =>
        await LoadAsync(stored, cancellationToken) is { } encoded ? _results.Decode(encoded) : null;

    /// <summary>Everything of a result but its pictures, which need not be there any more.</summary>
    /// <exception cref="PayloadException">It cannot be read.</exception>
    public ResultSummary Summarize(StoredRecord stored)
    {
        var result = _results.Decode(new EncodedRecord(stored.Document, [.. stored.Blobs.Select(_ => StandIn)]));
        return new ResultSummary([.. result.Images.Select(image => new PictureSummary(image.MediaType, image.Seed, image.Infotext, image.AttachedAt))], result.Timings);
    }

    /// <returns>Null when there is no such picture, or it has expired.</returns>
    /// <exception cref="PayloadException">It cannot be read.</exception>
    public async Task<GeneratedImage?> GetPictureAsync(StoredRecord stored, int index, CancellationToken cancellationToken)
    {
        // The one binary part of a picture is its file, so parts and pictures have the same order.
        if (index < 0 || index >= stored.Blobs.Length || await blobs.GetAsync([stored.Blobs[index]], cancellationToken) is not [var picture])
            return null;
        var parts = stored.Blobs.Select((_, i) => i == index ? picture : StandIn);
        return _results.Decode(new EncodedRecord(stored.Document, [.. parts])).Images[index];
    }

    public Task DropAsync(StoredRecord stored, CancellationToken cancellationToken) => blobs.DropAsync(stored.Blobs, cancellationToken);

    private async Task<EncodedRecord?> LoadAsync(StoredRecord stored, CancellationToken cancellationToken) =>
        await blobs.GetAsync(stored.Blobs, cancellationToken) is { } parts ? new EncodedRecord(stored.Document, parts) : null;
}
