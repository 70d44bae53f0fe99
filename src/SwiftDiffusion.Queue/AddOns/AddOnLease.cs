using System.Globalization;
using StackExchange.Redis;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.AddOns;

/// <summary>An add-on that one worker fetches and checks. It stays that worker's while progress is told often enough.</summary>
public sealed class AddOnLease
{
    private const int RenewalsPerLease = 5;

    private readonly string _claim;
    private readonly string _id;
    private readonly StoreConnection _store;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;

    internal AddOnLease(AddOnRegistration addOn, string claim, StoreConnection store, TimeSpan lease, TimeProvider time)
    {
        (AddOn, _claim, _store, _lease, _time) = (addOn, claim, store, lease, time);
        _id = AddOnRow.IdOf(addOn.Kind, addOn.Name);
    }

    public AddOnRegistration AddOn { get; }

    /// <summary>Tells progress, again and again, until the token fires or the add-on is no longer the worker's: removed, or given to another one.</summary>
    /// <param name="progress">How far it is now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When it is no longer the worker's.</returns>
    /// <exception cref="StoreUnavailableException">The store stayed away for longer than the lease is.</exception>
    public async Task KeepAsync(Func<AddOnProgress> progress, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_lease / RenewalsPerLease < TimeSpan.FromSeconds(0.5) ? _lease / RenewalsPerLease : TimeSpan.FromSeconds(0.5), _time);
        while (await TellAsync(progress(), cancellationToken))
            await timer.WaitForNextTickAsync(cancellationToken);
    }

    /// <returns>False when the add-on is no longer the worker's.</returns>
    public Task<bool> SettleAsync(AddOnOutcome outcome, CancellationToken cancellationToken) => outcome switch
    {
        AddOnOutcome.Accepted ready => EndAsync("ready", ready.Sha256, ready.SizeBytes, AddOnContents.BlobOf(ready.Sha256), "", cancellationToken),
        AddOnOutcome.Refused refused => EndAsync("failed", "", null, "", refused.Reason, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>Leaves it to another worker; it has done no wrong.</summary>
    public Task<bool> ReleaseAsync(CancellationToken cancellationToken) => EndAsync("pending", "", null, "", "", cancellationToken);

    private async Task<bool> TellAsync(AddOnProgress now, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [_id, _claim, now.ReceivedBytes, Text(now.TotalBytes), (long)_lease.TotalMilliseconds];
        return (int)await _store.RunAsync(QueueScripts.AddOnProgress, arguments, cancellationToken) == 1;
    }

    private async Task<bool> EndAsync(string state, string sha256, long? sizeBytes, string content, string reason, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [_id, _claim, state, sha256, Text(sizeBytes), content, reason];
        return (int)await _store.RunAsync(QueueScripts.AddOnSettle, arguments, cancellationToken) == 1;
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
