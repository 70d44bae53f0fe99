using System.ComponentModel;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Models;
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
        string form = kind switch
        {
            AddOnKind.Adapter => "a safetensors file",
            AddOnKind.ControlNet => "a zip or tar archive of its folder (config.json and safetensors)",
            _ => "a zip or tar archive of its diffusers folder (model_index.json and its parts)",
        };
        string text = $"By the URL of {form}, or with the file itself in a form. A worker fetches it, "
            + (kind == AddOnKind.Model ? "opens it and makes a picture with it" : "checks it against its model") + " and only then offers it to requests. A name that another one has is refused.";
        var described = kind == AddOnKind.Model ? Described.Answering<ModelBody>($"Register {Some(kind)}", text) : Described.Answering<AddOnBody>($"Register {Some(kind)}", text);
        string ending = kind == AddOnKind.Adapter ? "safetensors" : "zip";
        return (described with { Status = StatusCodes.Status202Accepted }).WithJson(kind == AddOnKind.Model ? [typeof(AddressFields)] : [typeof(AddressFields), typeof(AddOnFields)])
            .WithForm(kind == AddOnKind.Model ? [typeof(UploadFields)] : [typeof(UploadFields), typeof(ModelFields)])
            .OrStatus(StatusCodes.Status200OK, "That very file has the name already.").MayFail(DescribedFailures.Registration)
            .WithExample($$"""{"name": "mine", "source": "https://example.com/mine.{{ending}}"}""");
    }

    public static Described Remove(AddOnKind kind) => Described.Answering<AddOnDeletedBody>(
        $"Remove {Some(kind)}",
        "Running jobs keep it, later requests that name it are refused. Stops its transfer. Answers when the workers have let go of it."
        + (kind == AddOnKind.Model ? " Jobs that wait for it end as failed. Refused while adapters or ControlNets are registered for it." : ""))
        .WithPath(PathOf(kind), NameText).WithQuery("wait", "false answers at once.").MayFail(DescribedFailures.Removal);

    public static Described Warm(AddOnKind kind)
    {
        string summary = $"Take {Some(kind)} into the workers' memory";
        var described = kind == AddOnKind.Model
            ? Described.Answering<ModelBody>(summary, "Workers open a model as soon as it is registered; this makes a small picture with it. registration.warm_workers tells on how many it is.")
            : Described.Answering<AddOnBody>(summary, "warm_workers tells on how many it is.");
        return (described with { Status = StatusCodes.Status202Accepted }).WithPath(PathOf(kind), NameText).MayFail(DescribedFailures.Change);
    }

    private static string PathOf(AddOnKind kind) => kind == AddOnKind.Model ? "id" : Name;

    private static string One(AddOnKind kind) => kind switch
    {
        AddOnKind.Adapter => "adapter",
        AddOnKind.ControlNet => "ControlNet",
        _ => "model",
    };

    private static string Some(AddOnKind kind) => kind == AddOnKind.Adapter ? "an adapter" : $"a {One(kind)}";

    private static string Many(AddOnKind kind) => $"{One(kind)}s";
}

/// <summary>Fields of a registration by URL.</summary>
internal sealed record AddressFields
{
    [Description("What requests will call it: letters, digits, '_', '.' and '-', at most 100.")]
    public required string Name { get; init; }

    [Description("http or https URL of the file; redirects are followed, private addresses refused.")]
    public required string Source { get; init; }

    [Description("What the file must hash to, in hexadecimal.")]
    public string? Sha256 { get; init; }
}

/// <summary>Further fields of an adapter or a ControlNet by URL.</summary>
internal sealed record AddOnFields
{
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
}

/// <summary>Further fields of an adapter or a ControlNet with the file itself.</summary>
internal sealed record ModelFields
{
    [Description("The model it is for; absent: the default model.")]
    public string? Model { get; init; }
}
