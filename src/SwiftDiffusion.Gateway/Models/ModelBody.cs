using System.Text.Json.Serialization;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Registry;

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
/// <param name="Extension">What it offers; null while requests may not name it.</param>
internal sealed record ModelBody(
    string Id, string Object, long Created, string OwnedBy, [property: JsonPropertyName("swiftdiffusion")] ModelExtensionBody? Extension)
{
    private const string Kind = "model", Owner = "swiftdiffusion";

    /// <summary>How far a registered one is: <c>pending</c>, <c>fetching</c>, <c>publishing</c>, <c>ready</c> or <c>failed</c>; null for one that workers were started with.</summary>
    public string? State { get; init; }

    /// <summary>How it was registered, and what became of it; null for one that workers were started with.</summary>
    public AddOnBody? Registration { get; init; }

    public static ModelBody From(ModelInfo model) => new(model.Id, Kind, model.Created.ToUnixTimeSeconds(), Owner, ModelExtensionBody.From(model));

    /// <param name="registration">What is known of it.</param>
    /// <param name="served">What it offers; null while requests may not name it.</param>
    public static ModelBody From(AddOnBody registration, ModelInfo? served) => registration.Origin == AddOnBodies.OwnOrigin && served is not null
        ? From(served)
        : new(registration.Name, Kind, (long)(registration.CreatedAt ?? 0), Owner, served is null ? null : ModelExtensionBody.From(served))
        {
            State = registration.State,
            Registration = registration,
        };
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
