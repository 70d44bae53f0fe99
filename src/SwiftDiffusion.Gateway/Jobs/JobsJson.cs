using System.Text.Json.Serialization;
using SwiftDiffusion.Gateway.Status;
using SwiftDiffusion.Gateway.Webhooks;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>How jobs, their events and the fleet become JSON: unlike elsewhere, a member without a value is null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JobBody))]
[JsonSerializable(typeof(JobListBody))]
[JsonSerializable(typeof(QueuedEventBody))]
[JsonSerializable(typeof(StartedEventBody))]
[JsonSerializable(typeof(LoadingEventBody))]
[JsonSerializable(typeof(AttachedEventBody))]
[JsonSerializable(typeof(StepEventBody))]
[JsonSerializable(typeof(RetriedEventBody))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(StatusBody))]
internal sealed partial class JobsJson : JsonSerializerContext;
