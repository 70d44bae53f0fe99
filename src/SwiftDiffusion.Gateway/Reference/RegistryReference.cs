using System.ComponentModel;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Registry;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>What the reference says of the registry.</summary>
internal static class RegistryReference
{
    private const string Name = "name", NameText = "What requests call it.";

    public static Described List(AddOnKind kind) => Described.Answering<AddOnListBody>(
        $"All {Many(kind)}", "Those of the models' own folders and those that were registered.")
        .WithQuery("model", "Only those of this model.").MayFail([401, 503]);

    public static Described Get(AddOnKind kind) => Described.Answering<AddOnBody>(
        $"One {One(kind)}", "While a worker fetches it, received_bytes and total_bytes say how far it is; a failed one says why in error.")
        .WithPath(Name, NameText).MayFail(DescribedFailures.Registered);

    public static Described Register(AddOnKind kind)
    {
        string form = kind == AddOnKind.Adapter ? "a safetensors file" : "a zip or tar archive of its folder (config.json and safetensors)";
        var described = Described.Answering<AddOnBody>(
            $"Register {(kind == AddOnKind.Adapter ? "an adapter" : "a ControlNet")}",
            $"By the URL of {form}, or with the file itself in a form. A worker fetches it, checks it against its model and only then offers it to requests. "
            + "A name that another file has is refused.") with
        { Status = StatusCodes.Status202Accepted };
        return described.WithJson(typeof(AddOnFields)).WithForm(typeof(UploadFields))
            .OrStatus(StatusCodes.Status200OK, "That very file has the name already.").MayFail(DescribedFailures.Registration)
            .WithExample($$"""{"name": "mine", "source": "https://example.com/mine{{(kind == AddOnKind.Adapter ? ".safetensors" : ".zip")}}"}""");
    }

    public static Described Remove(AddOnKind kind) => Described.Answering<AddOnDeletedBody>(
        $"Remove {(kind == AddOnKind.Adapter ? "an adapter" : "a ControlNet")}", "Running jobs keep it, later requests that name it are refused. Stops its transfer. Answers when the workers have let go of it.")
        .WithPath(Name, NameText).WithQuery("wait", "false answers at once.").MayFail(DescribedFailures.Change);

    public static Described Warm(AddOnKind kind) => (Described.Answering<AddOnBody>(
        $"Take {(kind == AddOnKind.Adapter ? "an adapter" : "a ControlNet")} into the workers' memory", "warm_workers tells on how many it is.") with
    { Status = StatusCodes.Status202Accepted }).WithPath(Name, NameText).MayFail(DescribedFailures.Change);

    private static string One(AddOnKind kind) => kind == AddOnKind.Adapter ? "adapter" : "ControlNet";

    private static string Many(AddOnKind kind) => $"{One(kind)}s";
}

/// <summary>Fields of a registration by URL.</summary>
internal sealed record AddOnFields
{
    [Description("What requests will call it: letters, digits, '_', '.' and '-', at most 100.")]
    public required string Name { get; init; }

    [Description("http or https URL of the file; redirects are followed, private addresses refused.")]
    public required string Source { get; init; }

    [Description("What the file must hash to, in hexadecimal.")]
    public string? Sha256 { get; init; }

    [Description("The model it is for; absent: the default model.")]
    public string? Model { get; init; }

    [Description("now (default): fetched, checked and kept. on_use, for adapters: left at its URL until a request asks for it, and not checked before.")]
    public string? Fetch { get; init; }
}

/// <summary>Fields of a registration with the file itself.</summary>
internal sealed record UploadFields
{
    [Description("The file.")]
    public required byte[] File { get; init; }

    [Description("What requests will call it.")]
    public required string Name { get; init; }

    [Description("What the file must hash to, in hexadecimal.")]
    public string? Sha256 { get; init; }

    [Description("The model it is for; absent: the default model.")]
    public string? Model { get; init; }
}
