using System.Text.Json.Serialization;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Fleet;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>One adapter or ControlNet, members without a value being null; or how a model was registered.</summary>
/// <param name="Object"><c>adapter</c>, <c>controlnet</c> or <c>model</c>.</param>
/// <param name="Name">What requests call it.</param>
/// <param name="Model">The model it is for; a model's is itself.</param>
/// <param name="State"><c>pending</c>, <c>fetching</c>, <c>publishing</c> (its file is good, not all workers offer it yet, of a model none), <c>ready</c> or <c>failed</c>.</param>
/// <param name="Origin"><c>model</c> when it belongs to the model's folder or the operator's list, else <c>url</c> or <c>upload</c>.</param>
/// <param name="Fetch"><c>now</c> or <c>on_use</c>, for a <c>url</c>.</param>
/// <param name="Source">Where it comes from, without what may be a credential.</param>
/// <param name="Sha256">What it hashes to.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="ReceivedBytes">Bytes that have arrived while it is fetched.</param>
/// <param name="TotalBytes">Bytes its source promises.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="AddedBy">The API key that registered it.</param>
/// <param name="CreatedAt">When, in seconds since 1970.</param>
/// <param name="WarmWorkers">Workers that have it in memory.</param>
internal sealed record AddOnBody(
    string Object,
    string Name,
    string Model,
    string State,
    string Origin,
    string? Fetch,
    string? Source,
    string? Sha256,
    long? SizeBytes,
    long? ReceivedBytes,
    long? TotalBytes,
    ErrorBody? Error,
    string? AddedBy,
    double? CreatedAt,
    int WarmWorkers);

/// <summary>A list of them, those of the models first.</summary>
internal sealed record AddOnListBody(string Object, IReadOnlyList<AddOnBody> Data);

/// <summary>What a removal answers.</summary>
/// <param name="Object"><c>adapter</c>, <c>controlnet</c> or <c>model</c>.</param>
/// <param name="Name">What requests called it.</param>
/// <param name="Deleted">True.</param>
internal sealed record AddOnDeletedBody(string Object, string Name, bool Deleted)
{
    /// <summary>A model's name, as OpenAI's clients know it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }
}

/// <summary>How the registry becomes JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AddOnBody))]
[JsonSerializable(typeof(AddOnListBody))]
[JsonSerializable(typeof(AddOnDeletedBody))]
internal sealed partial class RegistryJson : JsonSerializerContext;

/// <summary>Entries and what the fleet says of them, as bodies.</summary>
internal static class AddOnBodies
{
    /// <summary>Origin of what was not registered.</summary>
    public const string OwnOrigin = "model";

    public static string RouteOf(AddOnKind kind) => $"/v1/{kind.Word()}s";

    /// <summary>An add-on of a model's own, or a model that workers were started with.</summary>
    public static AddOnBody Of(AddOnKind kind, string model, string name, FleetView fleet) => new(
        kind.Word(), name, model, "ready", OwnOrigin, null, null, null, null, null, null, null, null, null, WarmOf(kind, model, name, fleet));

    public static AddOnBody Of(AddOnEntry entry, FleetView fleet)
    {
        var asked = entry.Registration;
        bool isFetching = entry.State == AddOnState.Fetching;
        return new AddOnBody(
            asked.Kind.Word(), asked.Name, asked.Model, StateOf(entry, fleet), asked.Source is null ? "upload" : "url",
            asked.Source is null ? null : asked.IsFetchedOnUse ? "on_use" : "now", SourceOf(asked.Source), entry.Sha256, entry.SizeBytes,
            isFetching ? entry.ReceivedBytes : null, isFetching ? entry.TotalBytes : null, ErrorOf(entry), asked.AddedBy,
            asked.AddedAt.ToUnixTimeMilliseconds() / 1000.0, WarmOf(asked.Kind, asked.Model, asked.Name, fleet));
    }

    /// <summary>Whether every worker of its model offers an add-on; a model, whether a worker serves it.</summary>
    public static bool IsOffered(AddOnKind kind, string model, string name, FleetView fleet) =>
        fleet.Models.FirstOrDefault(served => served.Id == model) is { } found && Offers(found, kind, name);

    /// <summary>Whether requests that name a model may also name an add-on; of models, whether it is that one.</summary>
    public static bool Offers(ModelInfo model, AddOnKind kind, string name) => kind == AddOnKind.Model ? model.Id == name : NamesOf(model, kind).Contains(name);

    /// <summary>Names of a model's adapters or ControlNets.</summary>
    public static IReadOnlyList<string> NamesOf(ModelInfo model, AddOnKind kind) => kind == AddOnKind.Adapter ? model.Loras : model.ControlNets;

    private static string StateOf(AddOnEntry entry, FleetView fleet) => entry.State switch
    {
        AddOnState.Pending => "pending",
        AddOnState.Fetching => "fetching",
        AddOnState.Failed => "failed",
        AddOnState.Ready => IsOffered(entry.Registration.Kind, entry.Registration.Model, entry.Registration.Name, fleet) ? "ready" : "publishing",
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.State, null),
    };

    private static ErrorBody? ErrorOf(AddOnEntry entry)
    {
        if (entry.Reason is not { } reason)
            return null;
        var failure = ApiProblem.From(new JobFailure(FailureCode.AdapterLoadFailed, $"{entry.Registration.Name}: {reason}."));
        return ProblemWriter.ErrorOf(entry.Registration.Kind == AddOnKind.Model ? failure with { Code = "model_load_failed" } : failure);
    }

    /// <summary>What follows the path may sign the address.</summary>
    private static string? SourceOf(Uri? source) => source?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static int WarmOf(AddOnKind kind, string model, string name, FleetView fleet) => fleet.Workers.Count(worker => worker.Heartbeat.Warm.Models.Any(
        warm => warm.Model == model && (kind == AddOnKind.Model || (kind == AddOnKind.Adapter ? warm.Loras : warm.ControlNets).Contains(name))));
}
