using System.Text.Json.Serialization;
using SwiftDiffusion.Gateway.Errors;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>Its place in line; both null once it has left the line.</summary>
internal sealed record QueuedEventBody(int? Position, double? EstimatedWaitSeconds);

/// <summary>A worker took it.</summary>
internal sealed record StartedEventBody(string Worker, int Attempt);

/// <summary>A LoRA is on its way; how far is null when nobody knows.</summary>
internal sealed record LoadingEventBody(string Name, string State, double? Fraction);

/// <summary>A LoRA joined an image.</summary>
internal sealed record AttachedEventBody(string Name, string State, int Image, int Step);

/// <summary>A step is done; the preview is a data URL, absent when none was made.</summary>
internal sealed record StepEventBody(
    int Image, int Step, int Steps, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Preview);

/// <summary>An attempt was lost, and the job waits again.</summary>
internal sealed record RetriedEventBody(int Attempt, ErrorBody Error);
