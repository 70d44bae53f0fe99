using System.Text.Json.Serialization;
using SwiftDiffusion.Gateway.ControlImages;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Health;
using SwiftDiffusion.Gateway.Models;
using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway;

/// <summary>How the small bodies become JSON. Bodies with pictures are written by hand, see <see cref="Images.ImagesResponse"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(ModelListBody))]
[JsonSerializable(typeof(ModelBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(NoiseSchedulerListBody))]
[JsonSerializable(typeof(ControlImageBody))]
[JsonSerializable(typeof(WebUiErrorBody))]
[JsonSerializable(typeof(WebUiProblemBody[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ProgressBody))]
[JsonSerializable(typeof(TaskProgressBody))]
[JsonSerializable(typeof(PendingTasksBody))]
[JsonSerializable(typeof(EmptyBody))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(LoraBody[]))]
[JsonSerializable(typeof(CheckpointBody[]))]
[JsonSerializable(typeof(SamplerBody[]))]
[JsonSerializable(typeof(ScheduleBody[]))]
[JsonSerializable(typeof(UpscalerBody[]))]
[JsonSerializable(typeof(EmbeddingsBody))]
[JsonSerializable(typeof(ScriptsBody))]
[JsonSerializable(typeof(CommandFlagsBody))]
[JsonSerializable(typeof(MemoryBody))]
[JsonSerializable(typeof(SettingsBody))]
[JsonSerializable(typeof(PngInfoBody))]
[JsonSerializable(typeof(ControlNetVersionBody))]
[JsonSerializable(typeof(ControlNetModelsBody))]
[JsonSerializable(typeof(ControlNetModulesBody))]
[JsonSerializable(typeof(ControlTypesBody))]
[JsonSerializable(typeof(ControlNetSettingsBody))]
[JsonSerializable(typeof(DetectedBody))]
internal sealed partial class GatewayJson : JsonSerializerContext;
