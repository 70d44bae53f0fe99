using System.Collections.Immutable;
using System.Security.Cryptography;
using SwiftDiffusion.Engine.Adapters.Profiles;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Tests.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>Requests on the built-in model whose LoRAs come from a store that answers when a test says so.</summary>
public sealed class AdapterArrivalsTests : IAsyncLifetime
{
    private readonly TinyWorldEngine _world = new(options => (options.MaxAttempts, options.RetryDelay) = (2, TimeSpan.Zero));
    private AdapterServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await AdapterServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_request_with_two_cold_LoRAs_starts_at_once_and_its_attach_step_can_be_replayed()
    {
        var (pastel, neon) = (Held("pastel"), Held("neon"));
        var request = Request(pastel.Use, neon.Use) with { AdapterTiming = AdapterTiming.Within(8) };
        var late = await _world.RunAsync(request, step =>
        {
            if (step != 2)
                return;
            pastel.Release();
            neon.Release();
        });

        Assert.All(late.Result.AttachedAt, step => Assert.InRange(step, 2, 8));
        var replayed = await _world.RunAsync(request with { AdapterTiming = AdapterTiming.Replay(late.Result.AttachedAt) });
        Assert.Equal(late.Latents, replayed.Latents);
        Assert.Equal(late.Result.AttachedAt, replayed.Result.AttachedAt);
        Assert.NotEqual((await _world.RunAsync(Request())).Latents, late.Latents);
        Assert.NotEqual((await _world.RunAsync(Request(pastel.Use, neon.Use))).Latents, late.Latents);
    }

    [Fact]
    public async Task LoRAs_that_come_at_different_times_join_each_by_itself()
    {
        var (pastel, neon) = (Held("pastel"), Held("neon"));
        var request = Request(pastel.Use, neon.Use) with { AdapterTiming = AdapterTiming.Within(5) };
        // The second to be asked for is the first to come; the first holds the request up at its bound.
        var running = _world.RunAsync(request, step =>
        {
            if (step == 1)
                neon.Release();
            if (step == 5)
                pastel.Release();
        });
        var late = await running;

        Assert.Equal(5, late.Result.AttachedAt[0]);
        Assert.InRange(late.Result.AttachedAt[1], 1, 5);
        var replayed = await _world.RunAsync(request with { AdapterTiming = AdapterTiming.Replay(late.Result.AttachedAt) });
        Assert.Equal(late.Latents, replayed.Latents);
    }

    [Theory]
    [InlineData(2, 6)]
    [InlineData(6, 2)]
    [InlineData(3, 3)]
    [InlineData(0, 9)]
    public async Task Recorded_steps_are_kept_to_by_each_LoRA(int first, int second)
    {
        var request = Request(Local("pastel"), Local("neon"));
        var run = await _world.RunAsync(request with { AdapterTiming = AdapterTiming.Replay(first, second) });
        Assert.Equal([first, second], run.Result.AttachedAt);
        Assert.Equal(run.Latents, (await _world.RunAsync(request with { AdapterTiming = AdapterTiming.Replay(first, second) })).Latents);
        Assert.NotEqual((await _world.RunAsync(request)).Latents, run.Latents);
    }

    [Fact]
    public async Task Replaying_step_zero_is_exact()
    {
        var request = Request(Local("pastel"), Local("neon"));
        var exact = await _world.RunAsync(request);
        Assert.Equal([0, 0], exact.Result.AttachedAt);
        Assert.Equal(exact.Latents, (await _world.RunAsync(request with { AdapterTiming = AdapterTiming.Replay(0) })).Latents);
    }

    [Fact]
    public async Task LoRAs_that_are_in_memory_are_there_from_the_start_of_an_asynchronous_request_too()
    {
        var request = Request(Local("pastel"), Local("neon"));
        var exact = await _world.RunAsync(request);
        var warm = await _world.RunAsync(request with { AdapterTiming = AdapterTiming.Asynchronous });
        Assert.Equal([0, 0], warm.Result.AttachedAt);
        Assert.Equal(exact.Latents, warm.Latents);
    }

    [Fact]
    public async Task Without_a_profile_a_request_waits_after_a_fifth_of_its_calls()
    {
        var pastel = Held("pastel");
        var late = await _world.RunAsync(Request(pastel.Use) with { AdapterTiming = AdapterTiming.Asynchronous }, step =>
        {
            if (step == 2)
                pastel.Release();
        });
        Assert.Equal([2], late.Result.AttachedAt);
    }

    [Fact]
    public async Task With_a_profile_a_request_waits_at_the_smallest_bound_of_its_LoRAs()
    {
        // With a hash in its source an adapter is known before it is fetched.
        var (pastel, neon) = (Held("pastel", isKnown: true), Held("neon", isKnown: true));
        Profile(neon.Use, timestep: 500);
        Profile(pastel.Use, timestep: 300);
        var late = await _world.RunAsync(Request(pastel.Use, neon.Use) with { AdapterTiming = AdapterTiming.Asynchronous }, step =>
        {
            if (step == 5)
                neon.Release();
            if (step == 7)
                pastel.Release();
        });
        // Of ten calls at 901, 801 … five are above 500, and seven above 300.
        Assert.Equal([7, 5], late.Result.AttachedAt);
    }

    [Fact]
    public async Task A_load_that_fails_fails_its_request_with_name_and_reason()
    {
        var source = _server.Serve("gone.safetensors", AdapterServer.Status(500));
        var request = Request(new AdapterUse("my style", source, 1)) with { AdapterTiming = AdapterTiming.Asynchronous };
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(() => _world.RunAsync(request));
        Assert.Equal("LoRA 'my style': its store answered 500, 2 times", failure.Message);
        Assert.Equal(0, _world.Tiers.Pins);
    }

    [Fact]
    public async Task A_cancelled_request_lets_go_of_what_is_on_its_way()
    {
        var pastel = Held("pastel");
        using var cancellation = new CancellationTokenSource();
        var running = _world.Engine.GenerateAsync(Request(pastel.Use) with { AdapterTiming = AdapterTiming.Within(1) }, null, cancellation.Token);
        await pastel.Asked;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(0, _world.Tiers.Pins);
    }

    [Fact]
    public async Task Steps_that_do_not_fit_are_refused()
    {
        var request = Request(Local("pastel"), Local("neon"));
        foreach (var timing in new[] { AdapterTiming.Replay(1, 2, 3), AdapterTiming.Replay(10) })
        {
            var failure = await Assert.ThrowsAsync<ImageRequestException>(() => _world.RunAsync(request with { AdapterTiming = timing }));
            Assert.Equal(nameof(ImageRequest.AdapterTiming), failure.Property);
        }

        Assert.Equal(0, _world.Tiers.Pins);
    }

    [Fact]
    public async Task The_steps_stand_in_the_pictures_parameters()
    {
        var run = await _world.RunAsync(Request(Local("pastel"), Local("neon")) with { AdapterTiming = AdapterTiming.Replay(1, 4) });
        Assert.Contains(KeyValuePair.Create("Lora attach steps", "1, 4"), run.Result.Parameters.Other);
    }

    [Fact]
    public async Task Where_adapters_are_patched_a_request_waits_for_them_whatever_it_asks()
    {
        await using var world = new TinyWorldEngine(engine: EngineOptions.Default with { PatchesAdapters = true });
        var neon = Held("neon");
        int steps = 0;
        var running = world.RunAsync(Request(neon.Use) with { AdapterTiming = AdapterTiming.Within(8) }, _ => steps++);
        await neon.Asked;
        int before = steps;
        neon.Release();

        var (result, latents) = await running;

        Assert.Equal(0, before);
        Assert.Equal([0], result.AttachedAt);
        Assert.Equal((await _world.RunAsync(Request(Local("neon")))).Latents, latents);
    }

    private static ImageRequest Request(params ImmutableArray<AdapterUse> adapters) => TinyWorldEngine.Request with { Adapters = adapters };

    private static AdapterUse Local(string name) => new(TinyWorldLoras.Path(name), 0.8f);

    private HeldLora Held(string name, bool isKnown = false) =>
        new(_server, name, isKnown ? Convert.ToHexStringLower(SHA256.HashData(TinyWorldLoras.Bytes(name))) : null);

    private void Profile(AdapterUse use, float timestep) =>
        new AdapterProfile("tinyworld", 10, 5, timestep, 0.99, 1, "ddim", 4, [1]).Write(_world.Engine.Adapters.ProfilePathOf(use.Source)!);
}
