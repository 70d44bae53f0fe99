namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>A job of a higher priority is claimed before every job of a lower one; within a priority API keys take turns.</summary>
public enum JobPriority
{
    Low = 1,
    Normal = 2,
    High = 3,
}
