using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Generation;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Generation.TinyworldEngines;

namespace SwiftDiffusion.Engine.Tests.Generation;

public sealed class PipelinedBranchesTests(TinyworldEngines engines) : IClassFixture<TinyworldEngines>
{
    private static readonly ImageRequest Exact = Controlled("canny"), Pipelined = Exact with { BranchMode = BranchMode.Pipelined };

    [Fact]
    public async Task The_first_step_is_exact_and_the_next_is_served_by_it()
    {
        var (engine, _) = engines.Open(devices: 1);

        var exact = await RecordAsync(engine, Exact);
        var pipelined = await RecordAsync(engine, Pipelined);

        Assert.Equal(exact.Outputs[0], pipelined.Outputs[0]);
        Assert.Equal(exact.Inputs[1], pipelined.Inputs[1]);
        Assert.NotEqual(exact.Outputs[1], pipelined.Outputs[1]);
    }

    [Fact]
    public async Task The_picture_stays_close_to_the_exact_one()
    {
        var (engine, _) = engines.Open(devices: 1);
        const int steps = 20;
        float[] exact = await LatentsAsync(engine, Exact with { InferenceSteps = steps });
        float[] pipelined = await LatentsAsync(engine, Pipelined with { InferenceSteps = steps }), none = await LatentsAsync(engine, Request with { InferenceSteps = steps });

        Assert.True(Distance(exact, pipelined) < Distance(exact, none) / 2, $"{Distance(exact, pipelined)} against {Distance(exact, none)} without the ControlNet");
    }

    [Fact]
    public async Task Wherever_branches_run_the_picture_is_the_same()
    {
        var (local, _) = engines.Open(2, With(PlacementPolicy.Local));
        var (away, devices) = engines.Open(2, With(PlacementPolicy.Sibling));

        Assert.Equal(await LatentsAsync(local, Pipelined), await LatentsAsync(away, Pipelined));
        Assert.All(devices.Devices, device => Assert.NotEqual(TimeSpan.Zero, device.Queue.BusyTime));
    }

    [Fact]
    public async Task Split_rows_take_their_rows_of_the_step_before()
    {
        var (one, _) = engines.Open(devices: 1);
        var (two, _) = engines.Open(devices: 2);

        Assert.InRange(Difference(await LatentsAsync(one, Pipelined), await LatentsAsync(two, Pipelined)), 0, 1e-4f);
    }

    [Fact]
    public async Task Outside_its_window_a_branch_is_neither_run_nor_used()
    {
        var (engine, _) = engines.Open(devices: 1);
        var windowed = Pipelined with { Controls = [Pipelined.Controls[0] with { Start = 0.2f, End = 0.7f }] };

        var plain = await RecordAsync(engine, Request);
        var run = await RecordAsync(engine, windowed);

        Assert.Equal(plain.Outputs[1], run.Outputs[1]);
        Assert.NotEqual(plain.Outputs[2], run.Outputs[2]);
        Assert.Equal(await LatentsAsync(engine, windowed), run.Latents[^1]);
    }

    [Fact]
    public async Task The_engine_decides_where_a_request_does_not()
    {
        var (engine, _) = engines.Open(1, EngineOptions.Default with { BranchMode = BranchMode.Pipelined });
        var (exact, _) = engines.Open(devices: 1);

        Assert.Equal(await LatentsAsync(exact, Pipelined), await LatentsAsync(engine, Exact));
        Assert.Equal(await LatentsAsync(exact, Exact), await LatentsAsync(engine, Exact with { BranchMode = BranchMode.Exact }));
    }

    [Fact]
    public async Task Cancelling_between_steps_leaves_nothing_behind()
    {
        var (engine, _) = engines.Open(devices: 2);
        using var cancellation = new CancellationTokenSource();
        var recorder = new StepRecorder { OnStep = count => { if (count == 2) cancellation.Cancel(); } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.GenerateAsync(Pipelined, recorder, cancellation.Token));

        Assert.Equal(await LatentsAsync(engine, Pipelined), await LatentsAsync(engine, Pipelined));
    }

    private static async Task<StepRecorder> RecordAsync(ImageEngine engine, ImageRequest request)
    {
        var recorder = new StepRecorder();
        await engine.GenerateAsync(request, recorder, CancellationToken.None);
        return recorder;
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Average());
}
