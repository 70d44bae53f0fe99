using System.Collections.Immutable;
using System.Globalization;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Webhooks;

/// <summary>
/// Ended jobs whose clients are still to be told. The script that ends a job puts it here, so that no end is missed; any number of gateways take
/// from it, each entry one of them at a time. Whoever takes one and crashes leaves it to the others when the lease is over, so a client may be told
/// twice but not never.
/// </summary>
public sealed class WebhookOutbox
{
    private readonly StoreConnection _store;

    internal WebhookOutbox(StoreConnection store) => _store = store;

    /// <summary>Takes what is due, the longest overdue first.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="lease">For how long nobody else takes them.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ImmutableArray<PendingWebhook>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var flat = (string?[])(await _store.RunAsync(QueueScripts.WebhookClaim, [limit, (long)lease.TotalMilliseconds], cancellationToken))!;
        return [.. flat.Chunk(2).Select(row => new PendingWebhook(JobId.Parse(row[0]!), int.Parse(row[1]!, CultureInfo.InvariantCulture)))];
    }

    /// <summary>The client knows, or nobody will try any more.</summary>
    public async Task CloseAsync(JobId id, CancellationToken cancellationToken) =>
        await _store.RunAsync(QueueScripts.WebhookSettle, [$"{id}", ""], cancellationToken);

    /// <summary>The client could not be told; it is due again after a pause.</summary>
    public async Task DeferAsync(JobId id, TimeSpan pause, CancellationToken cancellationToken) =>
        await _store.RunAsync(QueueScripts.WebhookSettle, [$"{id}", (long)pause.TotalMilliseconds], cancellationToken);
}
