using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Tests.Stores;
using SwiftDiffusion.Queue.Webhooks;

namespace SwiftDiffusion.Queue.Tests.Webhooks;

public sealed class WebhookOutboxTests(StoreFixture stores) : QueueTests(stores)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Theory, MemberData(nameof(Stores))]
    public async Task A_job_with_a_webhook_is_there_when_it_has_ended_and_another_is_not(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await SubmitAsync(test);
        await test.Queue.Jobs.CancelAsync(await test.SubmitAsync(), Token);
        Assert.Empty(await test.Queue.Webhooks.ClaimAsync(10, Lease, Token));
        await test.Queue.Jobs.CancelAsync(id, Token);
        Assert.Equal([new PendingWebhook(id, 1)], await test.Queue.Webhooks.ClaimAsync(10, Lease, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_entry_is_one_takers_until_its_lease_is_over(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await EndAsync(test);
        Assert.Single(await test.Queue.Webhooks.ClaimAsync(10, Lease, Token));
        Assert.Empty(await test.Queue.Webhooks.ClaimAsync(10, Lease, Token));
        test.Time.Advance(Lease);
        Assert.Equal([new PendingWebhook(id, 2)], await test.Queue.Webhooks.ClaimAsync(10, Lease, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_deferred_entry_comes_back_after_its_pause_and_a_closed_one_never(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await EndAsync(test);
        await test.Queue.Webhooks.ClaimAsync(10, Lease, Token);
        await test.Queue.Webhooks.DeferAsync(id, TimeSpan.FromSeconds(2), Token);
        Assert.Empty(await test.Queue.Webhooks.ClaimAsync(10, Lease, Token));
        test.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(await test.Queue.Webhooks.ClaimAsync(10, Lease, Token));

        await test.Queue.Webhooks.CloseAsync(id, Token);
        await test.Queue.Webhooks.DeferAsync(id, TimeSpan.Zero, Token);
        test.Time.Advance(Lease);
        Assert.Empty(await test.Queue.Webhooks.ClaimAsync(10, Lease, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_forgotten_job_is_told_to_nobody(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await EndAsync(test);
        test.Time.Advance(TimeSpan.FromDays(1));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Empty(await test.Queue.Webhooks.ClaimAsync(10, Lease, Token));
    }

    private static Task<JobId> SubmitAsync(TestQueue test) => test.SubmitAsync(test.Submission() with { Webhook = new Uri("https://example.com/hook") });

    private static async Task<JobId> EndAsync(TestQueue test)
    {
        var id = await SubmitAsync(test);
        await test.Queue.Jobs.CancelAsync(id, Token);
        return id;
    }
}
