using SwiftDiffusion.Gateway.Jobs;

namespace SwiftDiffusion.Gateway.Webhooks;

/// <summary>What a webhook is sent.</summary>
/// <param name="Id">The same in every try, so that a receiver recognises what it has had.</param>
/// <param name="Type"><c>job.completed</c>, <c>job.failed</c> or <c>job.cancelled</c>.</param>
/// <param name="CreatedAt">When the job ended.</param>
/// <param name="Data">The job.</param>
internal sealed record WebhookBody(string Id, string Type, double? CreatedAt, JobBody Data);
