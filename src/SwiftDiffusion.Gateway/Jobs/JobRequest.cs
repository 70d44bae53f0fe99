using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>A request of the jobs API after parsing.</summary>
/// <param name="Job">What to make.</param>
/// <param name="Priority">How urgent.</param>
/// <param name="StartTimeout">How long it may wait for its first worker; null for no bound.</param>
/// <param name="Timeout">How long it may take altogether; null for no bound.</param>
/// <param name="Webhook">Who is told of its end, if anybody.</param>
internal sealed record JobRequest(GenerationJob Job, JobPriority Priority, TimeSpan? StartTimeout, TimeSpan? Timeout, Uri? Webhook);
