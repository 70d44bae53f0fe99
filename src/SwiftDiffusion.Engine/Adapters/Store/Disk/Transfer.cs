using System.Buffers;
using System.Security.Cryptography;
using SwiftDiffusion.Engine.Adapters.Store.Origins;

namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>
/// One attempt at a file: (1) ask its store, (2) write what arrives and hash it on the way, never more than the limit whatever length was promised, (3) see that
/// it is on the disk. Whoever sends nothing for too long is given up.
/// </summary>
/// <param name="stallTimeout">How long nothing may arrive.</param>
/// <param name="maxSizeBytes">Bytes a file may have.</param>
/// <param name="time">Watches for stalls.</param>
internal sealed class Transfer(TimeSpan stallTimeout, long maxSizeBytes, TimeProvider time)
{
    private const int BufferSizeBytes = 1 << 20;

    /// <param name="origin">The store.</param>
    /// <param name="address">The file.</param>
    /// <param name="known">What it was, or null.</param>
    /// <param name="target">Where to write it; nothing is left there by an attempt that fails.</param>
    /// <param name="progress">Told bytes so far and bytes promised.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>Null when the file is still what it was.</returns>
    /// <exception cref="TransferException">This attempt failed.</exception>
    public async Task<ReceivedFile?> RunAsync(
        IAdapterOrigin origin, Uri address, OriginVersion? known, string target, Action<long, long?> progress, CancellationToken cancellation)
    {
        using var stall = new CancellationTokenSource(stallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
        try
        {
            // 1. Ask.
            await using var file = await origin.OpenAsync(address, known, either.Token).ConfigureAwait(false);
            if (file is null)
                return null;
            if (file.SizeBytes > maxSizeBytes)
                throw TooLarge();
            stall.CancelAfter(stallTimeout);

            // 2. and 3. Write and hash.
            string hash = await WriteAsync(file, target, () => stall.CancelAfter(stallTimeout), progress, either.Token).ConfigureAwait(false);
            return new ReceivedFile(target, hash, file.Version);
        }
        catch (Exception e)
        {
            File.Delete(target);
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new TransferException(FormattableString.Invariant($"its store sent nothing for {stallTimeout.TotalSeconds:0.###} s"), isTransient: true, e);
            throw;
        }
    }

    private async Task<string> WriteAsync(OriginFile file, string target, Action arrived, Action<long, long?> progress, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSizeBytes);
        try
        {
            await using var output = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            progress(0, file.SizeBytes);
            long size = 0;
            for (int read; (read = await ReadAsync(file.Content, buffer, cancellation).ConfigureAwait(false)) > 0;)
            {
                arrived();
                size += read;
                if (size > maxSizeBytes)
                    throw TooLarge();
                hash.AppendData(buffer.AsSpan(0, read));
                await output.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                progress(size, file.SizeBytes);
            }

            if (size < file.SizeBytes)
                throw new TransferException($"its store broke off after {size} of {file.SizeBytes} bytes", isTransient: true);
            output.Flush(flushToDisk: true);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A failure to read is the store's; one to write is this machine's and passes as it is.</summary>
    private static async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TransferException("the connection to its store broke", isTransient: true, e);
        }
    }

    private TransferException TooLarge() => new($"is larger than {maxSizeBytes} bytes, the most that it may have", isTransient: false);
}
