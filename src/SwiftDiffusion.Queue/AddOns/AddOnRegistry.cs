using System.Globalization;
using StackExchange.Redis;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Queue.Payloads;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.AddOns;

/// <summary>
/// Add-ons, models among them, that were registered while the service runs. Gateways add and remove; any worker that serves an add-on's model, and any at all for a
/// model, takes it on lease, fetches and checks it, and settles; all workers watch the list and offer what is ready. An entry whose worker is lost goes to another one, and after some of them fails.
/// </summary>
public sealed class AddOnRegistry
{
    private const string Channel = "addons";
    private const string WarmWord = "warm ";

    /// <summary>Workers that may be lost with an add-on before it is the add-on's fault.</summary>
    private const int MaxAttempts = 3;

    private readonly StoreConnection _store;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;

    internal AddOnRegistry(StoreConnection store, AddOnContents contents, TimeSpan lease, TimeProvider time) =>
        (_store, Contents, _lease, _time) = (store, contents, lease, time);

    public AddOnContents Contents { get; }

    /// <summary>Registers an add-on. An upload's content must have been put before; what is fetched on use is ready at once.</summary>
    public async Task<AddOnAdmission> AddAsync(AddOnRegistration addOn, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            AddOnRow.IdOf(addOn.Kind, addOn.Name), $"{Guid.NewGuid():N}", QueueJson.Write(addOn), Token.Of(addOn.Model), addOn.IsFetchedOnUse ? "ready" : "pending",
            addOn.Sha256 ?? "", addOn.SizeBytes?.ToString(CultureInfo.InvariantCulture) ?? "",
            addOn.Source is null ? AddOnContents.BlobOf(addOn.Sha256!) : "", (long)AddOnContents.Unreferenced.TotalMilliseconds,
        ];
        return (string?)await _store.RunAsync(QueueScripts.AddOnAdd, arguments, cancellationToken) switch
        {
            "added" => AddOnAdmission.Added,
            "same" => AddOnAdmission.Known,
            _ => AddOnAdmission.Taken,
        };
    }

    /// <returns>Null when there is none of that name.</returns>
    public async Task<AddOnEntry?> FindAsync(AddOnKind kind, string name, CancellationToken cancellationToken)
    {
        var row = (string?[])(await _store.RunAsync(QueueScripts.AddOnFind, [AddOnRow.IdOf(kind, name)], cancellationToken))!;
        return row.Length == 0 ? null : AddOnRow.Read(row);
    }

    /// <summary>Everything that is registered.</summary>
    public async Task<AddOnList> ListAsync(CancellationToken cancellationToken) => (await ListAsync("", cancellationToken))!;

    /// <returns>Null when the list is still of that version.</returns>
    public async Task<AddOnList?> ListAsync(string knownVersion, CancellationToken cancellationToken)
    {
        var flat = (string?[])(await _store.RunAsync(QueueScripts.AddOnList, [knownVersion], cancellationToken))!;
        return flat[0] == knownVersion ? null : new AddOnList(flat[0]!, [.. flat.Skip(1).Chunk(AddOnRow.Length).Select(AddOnRow.Read)]);
    }

    /// <summary>Forgets an add-on. Jobs that run keep what they have.</summary>
    /// <returns>False when there is none of that name.</returns>
    public async Task<bool> RemoveAsync(AddOnKind kind, string name, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [AddOnRow.IdOf(kind, name), (long)AddOnContents.Unreferenced.TotalMilliseconds];
        return (int)await _store.RunAsync(QueueScripts.AddOnRemove, arguments, cancellationToken) == 1;
    }

    /// <summary>Asks all workers to take an add-on into memory.</summary>
    public Task WarmAsync(AddOnKind kind, string name, CancellationToken cancellationToken) =>
        _store.RunAsync(QueueScripts.AddOnWarm, [AddOnRow.IdOf(kind, name)], cancellationToken);

    /// <summary>Takes an add-on that nobody has looked at.</summary>
    /// <param name="models">Models against which the asker can check; to a new model it needs none.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>Null when there is none.</returns>
    public async Task<AddOnLease?> ClaimAsync(IEnumerable<string> models, CancellationToken cancellationToken)
    {
        string claim = $"{Guid.NewGuid():N}";
        RedisValue[] arguments = [claim, Token.Models(models), (long)_lease.TotalMilliseconds, MaxAttempts, $"{MaxAttempts} workers were lost while they fetched or checked it"];
        var row = (string?[])(await _store.RunAsync(QueueScripts.AddOnClaim, arguments, cancellationToken))!;
        return row.Length == 0 ? null : new AddOnLease(AddOnRow.Read(row).Registration, claim, _store, _lease, _time);
    }

    /// <summary>Hears of changes and of add-ons to warm until disposed. A message may be missed, so look now and then as well.</summary>
    /// <param name="onChange">The list has another version.</param>
    /// <param name="onWarm">An add-on should be taken into memory.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    public async Task<IAsyncDisposable> WatchAsync(Action onChange, Action<AddOnKind, string> onWarm, CancellationToken cancellationToken) =>
        await _store.SubscribeAsync(Channel, message => Pass(message, onChange, onWarm), cancellationToken);

    private static void Pass(string message, Action onChange, Action<AddOnKind, string> onWarm)
    {
        if (!message.StartsWith(WarmWord, StringComparison.Ordinal))
            onChange();
        else if (message[WarmWord.Length..].Split('/') is [var kind, var name] && Enum.TryParse(kind, ignoreCase: true, out AddOnKind known))
            onWarm(known, name);
    }
}
