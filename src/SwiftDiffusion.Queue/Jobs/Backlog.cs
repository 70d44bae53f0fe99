using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Queue.Jobs;

/// <summary>Jobs of one model and priority that wait.</summary>
public sealed record Backlog(string Model, JobPriority Priority, long Waiting);
