using System.Text.Json.Serialization;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Models;

/// <summary>The OpenAI API's list of models.</summary>
internal sealed record ModelListBody(string Object, IReadOnlyList<ModelBody> Data);

/// <summary>One model in the OpenAI API's form, and what it offers under a name of our own.</summary>
internal sealed record ModelBody(
    string Id, string Object, long Created, string OwnedBy, [property: JsonPropertyName("swiftdiffusion")] ModelExtensionBody Extension)
{
    public static ModelBody From(ModelInfo model) =>
        new(model.Id, "model", model.Created.ToUnixTimeSeconds(), "swiftdiffusion", ModelExtensionBody.From(model));
}

/// <summary>Everything a client may name in a request, and what it gets when it names nothing.</summary>
internal sealed record ModelExtensionBody(
    string Kind,
    ModelDefaultsBody Defaults,
    IReadOnlyList<string> Loras,
    [property: JsonPropertyName("controlnets")] IReadOnlyList<string> ControlNets,
    IReadOnlyList<string> NoiseSchedulers)
{
    public static ModelExtensionBody From(ModelInfo model) =>
        new(model.Kind, ModelDefaultsBody.From(model), model.Loras, model.ControlNets, model.NoiseSchedulers);
}

/// <summary>Defaults, under the names of the request's fields.</summary>
internal sealed record ModelDefaultsBody(int Width, int Height, int NumInferenceSteps, double GuidanceScale, string NoiseScheduler)
{
    public static ModelDefaultsBody From(ModelInfo model) => new(
        model.DefaultWidth, model.DefaultHeight, model.DefaultInferenceSteps, model.DefaultGuidanceScale, model.DefaultNoiseScheduler);
}
