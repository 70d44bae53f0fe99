using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store.Disk;

public sealed class DiskTierTests : IAsyncLifetime
{
    private const string Name = "neon.safetensors";
    private static readonly byte[] Content = TinyWorldLoras.Bytes("neon");
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Content));
    private AdapterServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await AdapterServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_copy_lies_under_its_hash_and_outlives_the_process()
    {
        using var fixture = new StoreFixture();
        var source = _server.Serve(Name, Content);
        await fixture.UseAsync(source);
        Assert.EndsWith(Path.Combine(Hash[..2], $"{Hash}.safetensors"), fixture.Blobs.Single(), StringComparison.Ordinal);
        using var restarted = fixture.Open();
        (await restarted.StoreFor(TinyWorldLoras.Targets, "tinyworld").AcquireAsync("neon", source, null, CancellationToken.None)).Dispose();
        Assert.Equal(1, _server.Requests(Name));
    }

    [Fact]
    public async Task Two_sources_of_one_file_are_one_copy()
    {
        using var fixture = new StoreFixture();
        var first = await fixture.UseAsync(_server.Serve(Name, Content));
        Assert.Same(first, await fixture.UseAsync(_server.Serve("mirror.safetensors", Content)));
        Assert.Single(fixture.Blobs);
    }

    [Fact]
    public async Task A_store_that_recovers_is_tried_again()
    {
        using var fixture = new StoreFixture();
        var source = _server.ServeInTurn(Name, AdapterServer.Status(500), AdapterServer.Status(429), context => AdapterServer.SendAsync(context, Content));
        await fixture.UseAsync(source);
        Assert.Equal(3, _server.Requests(Name));
    }

    [Fact]
    public async Task A_store_that_does_not_recover_fails_after_the_attempts_allowed()
    {
        using var fixture = new StoreFixture(options => options.MaxAttempts = 3);
        var failure = await FailAsync(fixture, _server.ServeInTurn(Name, AdapterServer.Status(500), AdapterServer.Status(503)));
        Assert.Equal("3 attempts failed: its store answered 500; its store answered 503; its store answered 503", failure.Reason);
        Assert.Equal(3, _server.Requests(Name));
    }

    [Theory]
    [InlineData(404, "its store has no such file (404)")]
    [InlineData(403, "its store refuses access (403)")]
    [InlineData(418, "its store answered 418")]
    public async Task What_would_fail_again_is_not_tried_again(int status, string reason)
    {
        using var fixture = new StoreFixture();
        Assert.Equal(reason, (await FailAsync(fixture, _server.Serve(Name, AdapterServer.Status(status)))).Reason);
        Assert.Equal(1, _server.Requests(Name));
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_fetched_again()
    {
        using var fixture = new StoreFixture();
        await fixture.UseAsync(_server.ServeInTurn(Name, context => AdapterServer.BreakOffAsync(context, Content), context => AdapterServer.SendAsync(context, Content)));
        Assert.Equal(2, _server.Requests(Name));
        Assert.Empty(fixture.Incoming);
    }

    [Fact]
    public async Task A_body_that_always_breaks_off_leaves_nothing()
    {
        using var fixture = new StoreFixture(options => options.MaxAttempts = 2);
        Assert.Equal("the connection to its store broke, 2 times", (await FailAsync(fixture, _server.Serve(Name, context => AdapterServer.BreakOffAsync(context, Content)))).Reason);
        Assert.Empty(fixture.Blobs);
        Assert.Empty(fixture.Incoming);
    }

    [Fact]
    public async Task A_file_with_another_hash_than_expected_never_enters()
    {
        using var fixture = new StoreFixture();
        string expected = new('0', 64);
        var failure = await FailAsync(fixture, _server.Serve(Name, Content, expected));
        Assert.Equal($"its store sent another file than expected: SHA-256 {Hash}, expected {expected}", failure.Reason);
        Assert.Equal(1, _server.Requests(Name));
        Assert.Empty(fixture.Blobs);
        Assert.Empty(fixture.Incoming);
    }

    [Fact]
    public async Task A_file_with_the_expected_hash_is_never_asked_about_again()
    {
        using var fixture = new StoreFixture(options => (options.MemorySizeBytes, options.RevalidateAfter) = (0, TimeSpan.Zero));
        var source = _server.Serve(Name, Content, Hash);
        await fixture.UseAsync(source);
        await fixture.UseAsync(source);
        Assert.Equal(1, _server.Requests(Name));
    }

    [Fact]
    public async Task A_corrupt_file_never_enters()
    {
        using var fixture = new StoreFixture();
        var failure = await FailAsync(fixture, _server.Serve(Name, Content[..(Content.Length / 2)]));
        Assert.Contains("truncated", failure.Reason, StringComparison.Ordinal);
        Assert.Empty(fixture.Blobs);
        Assert.Empty(fixture.Incoming);
        Assert.Equal(0, fixture.Tiers.Pins);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_beyond_the_limit_is_refused_whether_its_length_is_told_or_not(bool isTold)
    {
        using var fixture = new StoreFixture(options => options.MaxFileSizeBytes = 1000);
        var source = _server.Serve(Name, context => isTold ? AdapterServer.SendAsync(context, Content) : context.Response.Body.WriteAsync(Content, context.RequestAborted).AsTask());
        Assert.Equal("is larger than 1000 bytes, the most that it may have", (await FailAsync(fixture, source)).Reason);
        Assert.Equal(1, _server.Requests(Name));
        Assert.Empty(fixture.Incoming);
    }

    [Fact]
    public async Task A_store_that_stalls_is_given_up()
    {
        using var fixture = new StoreFixture(options => options.MaxAttempts = 1);
        var asked = new TaskCompletionSource();
        var source = _server.Serve(Name, async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var failing = FailAsync(fixture, source);
        await asked.Task;
        fixture.Time.Advance(fixture.Options.StallTimeout);
        Assert.Equal("its store sent nothing for 15 s", (await failing).Reason);
    }

    [Fact]
    public async Task A_download_that_nobody_wants_any_more_stops()
    {
        using var fixture = new StoreFixture();
        var (asked, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        var source = _server.Serve(Name, async context =>
        {
            context.RequestAborted.Register(stopped.SetResult);
            asked.SetResult();
            await stopped.Task;
        });
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var both = new[] { first, second }.Select(token => fixture.Store.AcquireAsync("neon", source, null, token.Token)).ToArray();
        await asked.Task;
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => both[0]);
        Assert.False(stopped.Task.IsCompleted);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => both[1]);
        await stopped.Task;
        Assert.Equal(0, fixture.Tiers.Pins);
    }

    [Fact]
    public async Task After_a_while_the_store_is_asked_whether_the_file_has_changed()
    {
        using var fixture = new StoreFixture();
        var source = _server.Serve(Name, Versioned("\"v1\"", Content));
        var first = await fixture.UseAsync(source);
        fixture.Time.Advance(fixture.Options.RevalidateAfter);
        Assert.Same(first, await fixture.UseAsync(source));
        await fixture.UseAsync(source);
        Assert.Equal(2, _server.Requests(Name));

        _server.Serve(Name, Versioned("\"v2\"", TinyWorldLoras.Bytes("pastel")));
        fixture.Time.Advance(fixture.Options.RevalidateAfter);
        Assert.NotSame(first, await fixture.UseAsync(source));
        Assert.Equal(2, fixture.Blobs.Length);
    }

    [Fact]
    public async Task A_store_that_is_away_does_not_take_the_copy_away()
    {
        using var fixture = new StoreFixture(options => options.MemorySizeBytes = 0);
        var source = _server.ServeInTurn(Name, context => AdapterServer.SendAsync(context, Content), AdapterServer.Status(503));
        await fixture.UseAsync(source);
        fixture.Time.Advance(fixture.Options.RevalidateAfter);
        await fixture.UseAsync(source);
        Assert.Equal(2, _server.Requests(Name));
    }

    [Fact]
    public async Task A_file_that_is_gone_is_gone()
    {
        using var fixture = new StoreFixture();
        var source = _server.ServeInTurn(Name, context => AdapterServer.SendAsync(context, Content), AdapterServer.Status(404));
        await fixture.UseAsync(source);
        fixture.Time.Advance(fixture.Options.RevalidateAfter);
        Assert.Equal("its store has no such file (404)", (await FailAsync(fixture, source)).Reason);
    }

    [Fact]
    public async Task A_copy_that_has_left_is_fetched_again()
    {
        using var fixture = new StoreFixture(options => (options.MemorySizeBytes, options.DiskSizeBytes) = (0, Content.Length));
        var source = _server.Serve(Name, Content);
        await fixture.UseAsync(source);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        await fixture.UseAsync(_server.Serve("pastel.safetensors", TinyWorldLoras.Bytes("pastel")));
        Assert.Single(fixture.Blobs);
        await fixture.UseAsync(source);
        Assert.Equal(2, _server.Requests(Name));
    }

    [Fact]
    public async Task Everybody_who_waits_hears_how_far_the_transfer_is()
    {
        using var fixture = new StoreFixture();
        var (half, rest) = (new TaskCompletionSource(), new TaskCompletionSource());
        var source = _server.Serve(Name, async context =>
        {
            context.Response.ContentLength = Content.Length;
            await context.Response.Body.WriteAsync(Content.AsMemory(0, 1000));
            await rest.Task;
            await context.Response.Body.WriteAsync(Content.AsMemory(1000));
        });
        var (first, second) = (new ProgressLog(1000, half), new ProgressLog(Content.Length, new TaskCompletionSource()));
        var loading = fixture.Store.AcquireAsync("neon", source, first, CancellationToken.None);
        await half.Task;
        Assert.Equal([new AdapterProgress("neon", 1000, Content.Length)], fixture.Tiers.Transfers);
        var other = fixture.Store.AcquireAsync("my neon", source, second, CancellationToken.None);
        rest.SetResult();
        (await loading).Dispose();
        (await other).Dispose();
        Assert.Equal(new AdapterProgress("neon", Content.Length, Content.Length), first.Last);
        Assert.Equal(new AdapterProgress("my neon", Content.Length, Content.Length), second.Last);
        Assert.Empty(fixture.Tiers.Transfers);
    }

    private static RequestDelegate Versioned(string tag, byte[] content) => context =>
    {
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch == tag ? AdapterServer.Status(304)(context) : AdapterServer.SendAsync(context, content);
    };

    private static async Task<AdapterLoadException> FailAsync(StoreFixture fixture, AdapterSource source) =>
        await Assert.ThrowsAsync<AdapterLoadException>(() => fixture.UseAsync(source));
}
