using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Testing;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Generation.TinyworldEngines;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>Wherever the parts of a step run, the same request makes the same picture.</summary>
public sealed class PlacementTests(TinyworldEngines engines) : IClassFixture<TinyworldEngines>
{
    /// <summary>Difference that other rows in a batch may make: another order of summation in the matrix kernels.</summary>
    private const float BatchTolerance = 1e-4f;

    [Fact]
    public async Task Guidance_halves_on_two_devices_end_as_on_one()
    {
        var (one, _) = engines.Open(devices: 1);
        var (two, devices) = engines.Open(devices: 2);

        float[] split = await LatentsAsync(two, Request);

        Assert.InRange(Difference(await LatentsAsync(one, Request), split), 0, BatchTolerance);
        Assert.All(devices.Devices, device => Assert.NotEqual(TimeSpan.Zero, device.Queue.BusyTime));
    }

    [Fact]
    public async Task A_branch_on_a_sibling_ends_exactly_as_at_home()
    {
        var request = Controlled("canny");
        var (local, idle) = engines.Open(2, With(PlacementPolicy.Local));
        var (away, devices) = engines.Open(2, With(PlacementPolicy.Sibling));
        await away.LoadControlNetAsync(ControlNet("canny"), CancellationToken.None);

        float[] atHome = await LatentsAsync(local, request), onSibling = await LatentsAsync(away, request);

        Assert.Equal(atHome, onSibling);
        Assert.All(devices.Devices, device => Assert.NotEqual(TimeSpan.Zero, device.Queue.BusyTime));
        Assert.Equal(1, idle.Devices.Count(device => device.Queue.BusyTime > TimeSpan.Zero));
    }

    [Fact]
    public async Task Several_branches_sum_in_the_same_order_wherever_they_run()
    {
        var request = Controlled("canny", "seg") with { GuidanceScale = 1 };
        var (local, _) = engines.Open(3, With(PlacementPolicy.Local));
        var (away, _) = engines.Open(3, With(PlacementPolicy.Sibling));

        Assert.Equal(await LatentsAsync(local, request), await LatentsAsync(away, request));
    }

    [Fact]
    public async Task Requests_on_two_devices_end_as_they_do_alone_on_one()
    {
        ImageRequest[] requests =
        [
            Request,
            Request with { Prompt = "a tree, night", Seed = 2, InferenceSteps = 9, NoiseScheduler = "euler-ancestral" },
            Controlled("canny") with { Seed = 3, Adapters = [new AdapterUse(RepositoryRoot.File("onnx", "tinyworld", "lora", "neon.safetensors"), 0.8f)] },
            Controlled("seg", "canny") with { Seed = 4, GuidanceScale = 1 },
            Controlled("canny") with { Seed = 5, Prompt = "a boat" },
        ];
        var (one, _) = engines.Open(devices: 1);
        var alone = new List<float[]>();
        foreach (var request in requests)
            alone.Add(await LatentsAsync(one, request));
        var (two, _) = engines.Open(devices: 2);

        float[][] together = await Task.WhenAll(requests.Select(request => LatentsAsync(two, request)));

        for (int i = 0; i < requests.Length; i++)
            Assert.InRange(Difference(alone[i], together[i]), 0, BatchTolerance);
    }

    [Fact]
    public async Task A_branch_whose_sibling_fails_runs_again_at_home_and_is_told()
    {
        var troubles = new List<EngineTrouble>();
        var options = With(PlacementPolicy.Sibling) with { OnTrouble = troubles.Add };
        var (engine, devices) = engines.Open(options, new FailingRuntime(), new FailingRuntime("controlnet.branch"));
        await engine.LoadControlNetAsync(ControlNet("canny"), CancellationToken.None);
        var (healthy, _) = engines.Open(1, With(PlacementPolicy.Local));

        Assert.Equal(await LatentsAsync(healthy, Controlled("canny")), await LatentsAsync(engine, Controlled("canny")));
        Assert.Equal(6, troubles.Count);
        Assert.Contains("'canny'", troubles[0].What, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(troubles[0].Failure);
    }

    [Fact]
    public async Task A_branch_that_fails_at_home_too_fails_its_request()
    {
        var (engine, _) = engines.Open(With(PlacementPolicy.Sibling), new FailingRuntime("controlnet.branch"), new FailingRuntime("controlnet.branch"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => LatentsAsync(engine, Controlled("canny")));
    }

    [Fact]
    public async Task Half_a_batch_that_fails_on_a_sibling_is_stepped_again()
    {
        var (engine, _) = engines.Open(EngineOptions.Default, new FailingRuntime(), new FailingRuntime("unet.down", failures: 1));
        var (healthy, _) = engines.Open(devices: 1);

        Assert.InRange(Difference(await LatentsAsync(healthy, Request), await LatentsAsync(engine, Request)), 0, BatchTolerance);
    }
}
