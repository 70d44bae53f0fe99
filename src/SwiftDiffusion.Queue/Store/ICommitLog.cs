namespace SwiftDiffusion.Queue.Store;

/// <summary>Says when what scripts have changed is safe from a crash of this process.</summary>
internal interface ICommitLog
{
    /// <summary>Returns when everything that was changed before the call is on disk.</summary>
    Task CommitAsync();
}
