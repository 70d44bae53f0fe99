namespace SwiftDiffusion.Contracts;

/// <summary>Whether a job may start before its adapters are loaded.</summary>
public enum AttachMode
{
    /// <summary>No: they are there from the first step, and the same job always gives the same pictures.</summary>
    Exact,

    /// <summary>Yes: each joins at the first step boundary after it has arrived, and the job waits for it at its bound. The steps are reported.</summary>
    Asynchronous,

    /// <summary>Each joins at a recorded step, so that a picture can be made again.</summary>
    Replay,
}
