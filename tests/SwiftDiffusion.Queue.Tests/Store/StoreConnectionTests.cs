using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Queue.Tests.Stores;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Queue.Tests.Store;

public sealed class StoreConnectionTests
{
    /// <summary>Far longer than anything here takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_goes_on_when_the_store_was_away()
    {
        using var folder = new TemporaryFolder();
        var store = EmbeddedStore.Start(folder.Path, NullLoggerFactory.Instance);
        await using var test = await TestQueue.OpenAsync(store.SocketAddress, "away");
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        await store.DisposeAsync();

        // Asked while nobody listens; answered when somebody does again.
        var settling = job.CompleteAsync(Samples.Result(), Token);
        var submitting = test.SubmitAsync();
        await using var again = EmbeddedStore.Start(folder.Path, NullLoggerFactory.Instance);
        Assert.Equal(store.SocketAddress, again.SocketAddress);
        Assert.Equal(Settlement.Ended, await settling.WaitAsync(Patience, Token));
        Assert.NotNull(await test.Queue.Jobs.FindResultAsync(id, Token));
        Assert.Equal(await submitting.WaitAsync(Patience, Token), (await TestQueue.ClaimAsync(await test.WorkerAsync("w2"), WarmSet.Empty)).Id);
    }

    [Fact]
    public async Task A_watch_can_be_given_up_while_the_store_is_away()
    {
        using var folder = new TemporaryFolder();
        var store = EmbeddedStore.Start(folder.Path, NullLoggerFactory.Instance);
        await using var test = await TestQueue.OpenAsync(store.SocketAddress, "given-up");
        var events = test.Queue.Events.WatchAsync(await test.SubmitAsync(), 0, Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        await store.DisposeAsync();
        await events.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_may_not_write_for_lack_of_replicas_is_waited_for()
    {
        Assert.SkipWhen(RedisServer.Program is null, RedisServer.Missing);
        using var server = await RedisServer.StartAsync();
        await using var test = await TestQueue.OpenAsync(server.Address, "replicas");
        var configuration = StoreAddress.Parse(server.Address);
        configuration.AllowAdmin = true;
        await using var admin = await ConnectionMultiplexer.ConnectAsync(configuration);
        await admin.GetServers().Single().ConfigSetAsync("min-replicas-to-write", 1);

        var submitting = test.SubmitAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => submitting.WaitAsync(TimeSpan.FromMilliseconds(100), Token));
        await admin.GetServers().Single().ConfigSetAsync("min-replicas-to-write", 0);
        while (!submitting.IsCompleted)
        {
            test.ProcessTime.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(submitting, Task.Delay(5, Token));
        }

        Assert.Equal(JobState.Queued, (await test.FindAsync(await submitting)).State);
    }

    [Fact]
    public async Task A_store_that_stays_away_is_an_error_after_the_callers_patience()
    {
        await AssertUnavailableAsync("127.0.0.1:1,connectTimeout=100,connectRetry=0");
    }

    [Theory]
    [InlineData("--min-replicas-to-write", "1")]
    [InlineData("--maxmemory", "1")]
    public async Task A_server_that_takes_no_changes_for_now_is_asked_again(string setting, string value)
    {
        Assert.SkipWhen(RedisServer.Program is null, RedisServer.Missing);
        using var server = await RedisServer.StartAsync(setting, value);
        await AssertUnavailableAsync(server.Address);
    }

    /// <summary>A submission is tried until its patience is over.</summary>
    private static async Task AssertUnavailableAsync(string address)
    {
        await using var test = await TestQueue.OpenAsync(address, "nobody", options => options.StorePatience = TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => test.SubmitAsync().WaitAsync(Patience, Token));
    }
}
