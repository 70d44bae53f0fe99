using System.Net.Sockets;
using Garnet;
using Garnet.server;
using Tsavorite.core;

namespace SwiftDiffusion.Queue.Store;

/// <summary>
/// A Garnet server inside this process, for one process alone: it listens on a unix socket in its folder that only this user may open. With a data
/// folder every change is in an append-only file, from which the next start recovers; the file is replaced by a checkpoint when it has grown.
/// </summary>
internal sealed class EmbeddedStore : IAsyncDisposable
{
    private const string SocketName = "store.sock";

    /// <summary>Longest path of a unix socket on Linux, without the ending zero.</summary>
    private const int MaxSocketPath = 107;

    /// <summary>Deleted records of a size whose room is known.</summary>
    private const int RememberedRecords = 1024;

    private readonly GarnetServer _server;
    private readonly FileStream? _lock;
    private readonly string _socketFolder;
    private readonly bool _isTemporary;

    private EmbeddedStore(GarnetServer server, FileStream? folderLock, string socketFolder, bool isTemporary)
    {
        _server = server;
        _lock = folderLock;
        _socketFolder = socketFolder;
        _isTemporary = isTemporary;
        Log = folderLock is not null ? new GroupCommit(async () => await server.Store.CommitAOFAsync(CancellationToken.None)) : null;
    }

    /// <summary>Makes changes safe; null when nothing is kept.</summary>
    public ICommitLog? Log { get; }

    /// <summary>Starts the server, with everything the folder remembers.</summary>
    /// <param name="dataFolder">Where changes are kept; null for nowhere.</param>
    /// <param name="loggers">For what the server has to say.</param>
    /// <exception cref="IOException">The folder cannot be used, or another process uses it.</exception>
    public static EmbeddedStore Start(string? dataFolder, ILoggerFactory loggers)
    {
        string? folder = dataFolder is null ? null : Directory.CreateDirectory(Path.GetFullPath(dataFolder)).FullName;
        var folderLock = folder is null ? null : LockFolder(folder);
        bool isTemporary = folder is null || Path.Combine(folder, SocketName).Length > MaxSocketPath;
        string socketFolder = isTemporary ? Directory.CreateTempSubdirectory("swiftdiffusion").FullName : folder!;
        string socket = Path.Combine(socketFolder, SocketName);
        // Left behind by a process that was killed.
        File.Delete(socket);
        var server = new GarnetServer(Options(socket, folder), loggers);
        server.Start();
        Queue.Log.StoreOpened(loggers.CreateLogger<EmbeddedStore>(), socket, folder is null ? "nothing is kept" : $"kept in {folder}");
        return new EmbeddedStore(server, folderLock, socketFolder, isTemporary);
    }

    /// <summary>Where it listens, as <see cref="StoreAddress"/> reads it.</summary>
    public string SocketAddress => $"unix:{Path.Combine(_socketFolder, SocketName)}";

    public async ValueTask DisposeAsync()
    {
        if (Log is not null)
            await Log.CommitAsync();
        _server.Dispose();
        _lock?.Dispose();
        if (_isTemporary)
            Directory.Delete(_socketFolder, recursive: true);
    }

    /// <summary>Two servers would write over each other's log.</summary>
    private static FileStream LockFolder(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The data folder {folder} is used by another process; give each process its own, or a Redis server to all.", e);
        }
    }

    private static GarnetServerOptions Options(string socket, string? folder) => new()
    {
        EndPoints = [new UnixDomainSocketEndPoint(socket)],
        UnixSocketPath = socket,
        UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        // Without transactions scripts of two connections would run into each other; what a script locks is the key it declares.
        EnableLua = true,
        LuaTransactionMode = true,
        LuaOptions = new LuaOptions(),
        QuietMode = true,
        // Commits are asked for, many changes at once (GroupCommit): one per operation takes ten times as long.
        EnableAOF = folder is not null,
        CommitFrequencyMs = folder is null ? 0 : -1,
        AofMemorySize = "32m",
        AofPageSize = "4m",
        // A checkpoint lets go of the files before it, whole ones only.
        AofSegmentSize = "32m",
        // Without a file its size cannot be looked after.
        AofSizeLimit = folder is null ? "" : "128m",
        Recover = folder is not null,
        FailOnRecoveryError = true,
        LogDir = folder,
        CheckpointDir = folder,
        // Memory is taken as it is needed; what exceeds it goes to the folder, and without one the limit is out of reach. A full backlog fits: the jobs that
        // are claimed next have waited longest, and would be read from the folder.
        LogMemorySize = folder is null ? "4g" : "1g",
        PageSize = "2m",
        SegmentSize = "32m",
        ObjectLogSegmentSize = "32m",
        CompactionFrequencySecs = folder is null ? 0 : 30,
        CompactionType = folder is null ? LogCompactionType.None : LogCompactionType.Scan,
        CompactionMaxSegments = 4,
        IndexMemorySize = "8m",
        IndexMaxMemorySize = "256m",
        EnableStorageTier = folder is not null,
        // The room of deleted records is used again. By itself the store would remember 256 of each size, and lose the rest when many jobs are forgotten at once.
        RevivBinRecordSizes = [.. Enumerable.Range(5, 12).Select(exponent => 1 << exponent)],
        RevivBinRecordCounts = [RememberedRecords],
        RevivifiableFraction = 1,
        RevivNumberOfBinsToSearch = 2,
        // The native device needs libaio, which not every machine has.
        DeviceType = DeviceType.RandomAccess,
    };
}
