using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Outbound;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>Turns the body of a registration into one, or into everything that is wrong with it. Pure.</summary>
internal static class AddOnRequestParser
{
    private const int LongestSource = 4096;
    private const string Names = "letters, digits, '_', '.' and '-', at most 100, the first a letter or digit";

    private static readonly FrozenDictionary<string, string> Synonyms = new Dictionary<string, string>
    {
        ["url"] = "source",
        ["path"] = "source",
        ["hash"] = "sha256",
        ["base_model"] = "model",
    }.ToFrozenDictionary();

    /// <param name="root">The fields.</param>
    /// <param name="kind">What is registered.</param>
    /// <param name="upload">The file that came with them; null when the source has it.</param>
    /// <param name="models">What is served, at least one.</param>
    /// <param name="options">Where sources may be.</param>
    /// <param name="sender">Who registers it, and when.</param>
    /// <returns>A registration, or problems.</returns>
    public static (AddOnRegistration? AddOn, ImmutableArray<RequestProblem> Problems) Parse(
        JsonElement root, AddOnKind kind, ReceivedUpload? upload, IReadOnlyList<ModelInfo> models, RegistryOptions options, (string Key, DateTimeOffset At) sender)
    {
        var problems = new RequestProblems();
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add(null, FoundText.Of(root), "a JSON object");
            return (null, problems.ToImmutable());
        }

        var fields = new FieldReader(root, "", problems);
        string? name = ReadName(fields);
        string? model = kind == AddOnKind.Model ? name : RequestParser.ReadModel(fields, models)?.Id;
        var source = upload is null ? ReadSource(fields, options) : null;
        string? sha256 = ReadHash(fields, upload);
        bool isFetchedOnUse = upload is null && ReadFetch(fields, kind);
        fields.RejectUnknown(RequestFields.NoneTolerated, Synonyms);
        return problems.Any
            ? (null, problems.ToImmutable())
            : (new AddOnRegistration
            {
                Kind = kind,
                Name = name!,
                Model = model!,
                Source = source,
                Sha256 = sha256,
                SizeBytes = upload?.SizeBytes,
                IsFetchedOnUse = isFetchedOnUse,
                AddedBy = sender.Key,
                AddedAt = sender.At,
            }, []);
    }

    private static string? ReadName(FieldReader fields)
    {
        if (fields.Text("name", AddOnRegistration.LongestName, Names) is { } name && AddOnRegistration.IsName(name))
            return name;
        if (!fields.HasProblems)
            fields.Reject("name", Names);
        return null;
    }

    private static Uri? ReadSource(FieldReader fields, RegistryOptions options)
    {
        const string accepted = "an http or https URL of a public host";
        if (!fields.Has("source"))
        {
            fields.Reject("source", $"{accepted}, or a form with the file as its part file");
            return null;
        }

        if (fields.Text("source", LongestSource, accepted) is not { } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
            fields.Reject("source", accepted);
        else if (address.Fragment.Length > 0)
            fields.Reject("source", "a fragment", $"{accepted}, and a hash as sha256");
        else if (AddressGuard.ProblemOf(address, options.AllowsPrivate(address.IdnHost)) is { } problem)
            fields.Reject("source", problem, $"{accepted}, or one that an operator lists in Registry:AllowedHosts");
        else
            return address;
        return null;
    }

    private static string? ReadHash(FieldReader fields, ReceivedUpload? upload)
    {
        const string accepted = "a SHA-256 in 64 hexadecimal digits";
        if (!fields.Has("sha256"))
            return upload?.Sha256;
        string? hash = fields.Text("sha256", 64, accepted)?.ToLowerInvariant();
        if (hash is not null && !AddOnRegistration.IsSha256(hash))
            fields.Reject("sha256", accepted);
        else if (hash is not null && upload is not null && hash != upload.Sha256)
            fields.Reject("sha256", hash, $"{upload.Sha256}, which is what the file hashes to: another file than expected, or damaged on its way");
        return hash;
    }

    private static bool ReadFetch(FieldReader fields, AddOnKind kind)
    {
        bool isOnUse = fields.Choice("fetch", ("now", false), ("on_use", true)) ?? false;
        if (isOnUse && kind != AddOnKind.Adapter)
            fields.Reject("fetch", "\"on_use\"", $"now: a {(kind == AddOnKind.Model ? "model" : "ControlNet")} is unpacked before it can be used");
        return isOnUse;
    }
}
