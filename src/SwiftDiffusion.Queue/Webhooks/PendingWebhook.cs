using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Queue.Webhooks;

/// <summary>A job whose client is to be told of its end.</summary>
/// <param name="Job">Which.</param>
/// <param name="Attempt">The number of this try, from 1.</param>
public sealed record PendingWebhook(JobId Job, int Attempt);
