using System.Globalization;

namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>A folder of another machine, mounted here: its files are copied before they are read, as the network below them may go away.</summary>
internal sealed class FileOrigin : IAdapterOrigin
{
    public Task<OriginFile?> OpenAsync(Uri address, OriginVersion? known, CancellationToken cancellation) => Task.Run(() => Open(address.LocalPath, known), cancellation);

    private static OriginFile? Open(string path, OriginVersion? known)
    {
        try
        {
            var info = new FileInfo(path);
            var version = info.Exists ? new OriginVersion(string.Create(CultureInfo.InvariantCulture, $"{info.LastWriteTimeUtc.Ticks}-{info.Length}"), null) : null;
            if (version is not null && version == known)
                return null;
            var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            return new OriginFile(content, content.Length, version ?? new OriginVersion(null, null));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TransferException("its store has no such file", isTransient: false, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new TransferException("its store refuses access", isTransient: false, e);
        }
        catch (IOException e)
        {
            throw new TransferException("its store cannot be read", isTransient: true, e);
        }
    }
}
