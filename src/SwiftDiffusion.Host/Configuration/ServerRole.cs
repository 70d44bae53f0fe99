namespace SwiftDiffusion.Host.Configuration;

/// <summary>What a process does of the whole.</summary>
public enum ServerRole
{
    /// <summary>Gateway and worker over one queue, usually with its store inside this process.</summary>
    All,

    /// <summary>Takes requests and hands them to the queue; needs no model.</summary>
    Gateway,

    /// <summary>Claims jobs from the queue and makes the pictures; answers health checks only.</summary>
    Worker,
}
