using System.Text.Json.Serialization;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Events;

namespace SwiftDiffusion.Queue.Payloads;

/// <summary>How records are written into the store. Enums are words, so that they may be reordered.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(GenerationJob))]
[JsonSerializable(typeof(GenerationResult))]
[JsonSerializable(typeof(JobFailure))]
[JsonSerializable(typeof(WorkerCapabilities))]
[JsonSerializable(typeof(WorkerHeartbeat))]
[JsonSerializable(typeof(StepPayload))]
[JsonSerializable(typeof(AttachPayload))]
[JsonSerializable(typeof(LoadPayload))]
internal sealed partial class QueueJson : JsonSerializerContext;
