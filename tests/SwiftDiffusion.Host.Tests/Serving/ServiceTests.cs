using System.Net;
using System.Text.Json.Nodes;

namespace SwiftDiffusion.Host.Tests.Serving;

public sealed class ServiceTests(RunningServer server)
{
    [Fact]
    public async Task A_warm_server_is_ready()
    {
        using var response = await server.Client.GetAsync("readyz", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public void The_model_lists_the_add_ons_in_its_folder()
    {
        Assert.Contains(Path.GetFileNameWithoutExtension(TestModels.Lora), server.Loras);
        Assert.Contains(Path.GetFileName(TestModels.ControlNet), server.ControlNets);
    }

    [Fact]
    public async Task Timings_of_the_phases_come_with_the_picture()
    {
        using var response = await server.PostAsync(
            new JsonObject { ["prompt"] = "x", ["num_inference_steps"] = 1, ["size"] = "64x64" }, TestContext.Current.CancellationToken);

        string timing = string.Join(", ", response.Headers.GetValues("Server-Timing"));
        Assert.All(["queue", "adapters", "encode", "denoise", "decode"], phase => Assert.Contains(phase, timing, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_leaves_frees_the_engine_for_the_next()
    {
        // Many minutes of work, if it were not for the client's leaving.
        var endless = new JsonObject { ["prompt"] = "x", ["num_inference_steps"] = 900, ["size"] = "512x512" };
        using var leaving = new CancellationTokenSource();
        var abandoned = server.PostAsync(endless, leaving.Token);
        // Another connection's round trip: by then the first request has been read.
        using var alive = await server.Client.GetAsync("livez", TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);

        byte[] next = await server.GenerateAsync(new JsonObject { ["prompt"] = "x", ["num_inference_steps"] = 1, ["size"] = "64x64" });

        Assert.NotEmpty(next);
    }
}
