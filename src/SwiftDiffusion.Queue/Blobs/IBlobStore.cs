namespace SwiftDiffusion.Queue.Blobs;

/// <summary>
/// Keeps large binary values by name. Names are made by the queue from ids and numbers, with slashes between. Writing a name again replaces it,
/// deleting one that is gone is no error. When something may be deleted is decided by the queue, not here.
/// </summary>
public interface IBlobStore
{
    Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <returns>Null when there is none of that name.</returns>
    Task<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Copies a file that may be larger than memory.</summary>
    Task PutFileAsync(string name, string path, CancellationToken cancellationToken);

    /// <returns>Null when there is none of that name.</returns>
    Task<StoredFile?> OpenAsync(string name, CancellationToken cancellationToken);

    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
