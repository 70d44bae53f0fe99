using System.Text.Json.Serialization;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Models;

/// <summary>The OpenAI API's list of models.</summary>
/// <param name="Object">list.</param>
/// <param name="Data">The models; the first is used by requests that name none.</param>
internal sealed record ModelListBody(string Object, IReadOnlyList<ModelBody> Data);

/// <summary>One model in the OpenAI API's form, and what it offers under a name of our own.</summary>
/// <param name="Id">What requests name.</param>
/// <param name="Object">model.</param>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="OwnedBy">swiftdiffusion.</param>
/// <param name="Extension">What it offers.</param>
internal sealed record ModelBody(
    string Id, string Object, long Created, string OwnedBy, [property: JsonPropertyName("swiftdiffusion")] ModelExtensionBody Extension)
{
    public static ModelBody From(ModelInfo model) =>
        new(model.Id, "model", model.Created.ToUnixTimeSeconds(), "swiftdiffusion", ModelExtensionBody.From(model));
}

/// <summary>Everything a client may name in a request, and what it gets when it names nothing.</summary>
/// <param name="Kind">Its architecture.</param>
/// <param name="Defaults">What a request gets that does not say.</param>
/// <param name="Loras">Names for loras[].name.</param>
/// <param name="ControlNets">Names for controlnets[].name.</param>
/// <param name="NoiseSchedulers">Names for noise_scheduler.</param>
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
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="NumInferenceSteps">Inference steps.</param>
/// <param name="GuidanceScale">Guidance.</param>
/// <param name="NoiseScheduler">The noise scheduler.</param>
internal sealed record ModelDefaultsBody(int Width, int Height, int NumInferenceSteps, double GuidanceScale, string NoiseScheduler)
{
    public static ModelDefaultsBody From(ModelInfo model) => new(
        model.DefaultWidth, model.DefaultHeight, model.DefaultInferenceSteps, model.DefaultGuidanceScale, model.DefaultNoiseScheduler);
}
