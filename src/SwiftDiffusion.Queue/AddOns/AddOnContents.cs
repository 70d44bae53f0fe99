using SwiftDiffusion.Queue.Blobs;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.AddOns;

/// <summary>
/// The bytes of registered add-ons by what they hash to, where every process of the queue gets them. One that no entry refers to is deleted after a while, like
/// any blob.
/// </summary>
public sealed class AddOnContents
{
    /// <summary>How long a content may lie about before an entry refers to it, or after the last one is gone: jobs that run may still fetch it.</summary>
    internal static readonly TimeSpan Unreferenced = TimeSpan.FromHours(1);

    private readonly StoreConnection _store;
    private readonly IBlobStore _blobs;

    internal AddOnContents(StoreConnection store, IBlobStore blobs) => (_store, _blobs) = (store, blobs);

    /// <summary>Takes in a file.</summary>
    /// <param name="sha256">What it hashes to, in lower-case hexadecimal.</param>
    /// <param name="path">Where it lies; it is copied.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    public async Task PutAsync(string sha256, string path, CancellationToken cancellationToken)
    {
        string name = BlobOf(sha256);
        await _store.RunAsync(QueueScripts.AddOnKeep, [name, (long)Unreferenced.TotalMilliseconds], cancellationToken);
        await _blobs.PutFileAsync(name, path, cancellationToken);
    }

    /// <returns>Null when it is not there, or no longer.</returns>
    public Task<StoredFile?> OpenAsync(string sha256, CancellationToken cancellationToken) => _blobs.OpenAsync(BlobOf(sha256), cancellationToken);

    /// <summary>The blob of a content; the letter tells the queue's maintenance that it lies outside the store.</summary>
    internal static string BlobOf(string sha256) => $"l/addons/{sha256}";
}
