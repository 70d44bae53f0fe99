using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Queue.Jobs;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Queue.Webhooks;

namespace SwiftDiffusion.Gateway.Webhooks;

/// <summary>
/// Tells clients of the ends of their jobs. Any number of gateways do so; the queue's outbox gives each entry to one of them at a time. Main path:
/// (1) take what is due, (2) look the job up, (3) send, (4) close the entry, or leave it for a later try.
/// </summary>
internal sealed class WebhookSender(
    WebhookOutbox outbox, JobQueue jobs, WebhookClient client, ApiKeyRing ring, IOptions<GatewayOptions> options, TimeProvider time, ILogger<WebhookSender> logger)
    : BackgroundService
{
    private const int BatchSize = 16;
    private const int PauseFactor = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly WebhookOptions _options = options.Value.Webhooks;

    /// <summary>Sends all that is due now.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        // 1. Take.
        var pending = await outbox.ClaimAsync(BatchSize, Lease, cancellationToken);
        await Task.WhenAll(pending.Select(entry => DeliverAsync(entry, cancellationToken)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SendDueAsync(stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                Log.StoreGone(logger, e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.WebhooksFailed(logger, e);
            }
        }
    }

    /// <summary>Doubling twice per try: 2 s, 8 s, 32 s …</summary>
    internal static TimeSpan PauseAfter(int attempt, TimeSpan first)
    {
        double seconds = first.TotalSeconds * Math.Pow(PauseFactor, attempt - 1);
        return seconds < LongestPause.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestPause;
    }

    private async Task DeliverAsync(PendingWebhook pending, CancellationToken cancellationToken)
    {
        // 2. Look up. The key may have been taken away, and its secret with it.
        if (await jobs.FindAsync(pending.Job, cancellationToken) is not { Webhook: { } address } job)
        {
            await outbox.CloseAsync(pending.Job, cancellationToken);
            return;
        }

        if ((ring.WebhookSecretOf(job.ApiKeyId) ?? _options.Secret) is not { } secret)
        {
            await GiveUpAsync(pending, "there is no secret to sign it with", cancellationToken);
            return;
        }

        // 3. Send, 4. close or defer.
        string? problem = await client.TrySendAsync(address, secret, job, cancellationToken);
        if (problem is null)
        {
            await outbox.CloseAsync(pending.Job, cancellationToken);
            Log.WebhookDelivered(logger, $"{pending.Job}", pending.Attempt);
        }
        else if (pending.Attempt >= _options.MaxAttempts)
        {
            await GiveUpAsync(pending, problem, cancellationToken);
        }
        else
        {
            var pause = PauseAfter(pending.Attempt, _options.FirstPause);
            await outbox.DeferAsync(pending.Job, pause, cancellationToken);
            Log.WebhookFailed(logger, $"{pending.Job}", pending.Attempt, pause, problem);
        }
    }

    private async Task GiveUpAsync(PendingWebhook pending, string reason, CancellationToken cancellationToken)
    {
        await outbox.CloseAsync(pending.Job, cancellationToken);
        Log.WebhookGivenUp(logger, $"{pending.Job}", pending.Attempt, reason);
    }
}
