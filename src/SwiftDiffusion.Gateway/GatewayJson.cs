using System.Text.Json.Serialization;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Health;
using SwiftDiffusion.Gateway.Models;

namespace SwiftDiffusion.Gateway;

/// <summary>How the small bodies become JSON. Bodies with pictures are written by hand, see <see cref="Images.ImagesResponse"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ModelListBody))]
[JsonSerializable(typeof(ModelBody))]
[JsonSerializable(typeof(HealthBody))]
internal sealed partial class GatewayJson : JsonSerializerContext;
