using System.Net;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Tests.Requests;

namespace SwiftDiffusion.Gateway.Tests.Images;

public sealed class EditsTests
{
    [Fact]
    public async Task A_form_becomes_an_edit()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await PostAsync(gateway, "edits", ("image", Samples.PngBytes), ("mask", Samples.PngBytes), ("prompt", "7"), ("n", "2"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var job = gateway.Service.LastJob!;
        Assert.Equal(("7", 2), (job.Prompt, job.ImageCount));
        Assert.Equal(MaskPolarity.TransparentRepaints, job.Source!.Mask!.Polarity);
    }

    [Fact]
    public async Task A_streamed_edit_has_events_of_its_own()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await PostAsync(gateway, "edits", ("image[]", Samples.PngBytes), ("prompt", "p"), ("stream", "true"));
        Assert.Equal("image_edit.completed", Assert.Single(await Events.ReadAsync(response)).Name);
    }

    [Fact]
    public async Task A_variation_is_an_edit_without_a_prompt()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await PostAsync(gateway, "variations", ("image", Samples.PngBytes));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", gateway.Service.LastJob!.Prompt);
        Assert.NotNull(gateway.Service.LastJob.Source);
    }

    [Fact]
    public async Task Every_problem_of_a_form_is_reported()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await PostAsync(gateway, "edits", ("image", "hello"), ("n", "zero"), ("sed", "1"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await RunningGateway.JsonOf(response)).GetProperty("errors").EnumerateArray();
        Assert.Equal(["image", "n", "prompt", "sed"], errors.Select(error => error.GetProperty("field").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_form_of_another_kind_is_not_read()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var content = new FormUrlEncodedContent([new("prompt", "p")]);
        using var response = await gateway.Client.PostAsync("v1/images/edits", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Generations_take_no_form()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await PostAsync(gateway, "generations", ("prompt", "p"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(RunningGateway gateway, string operation, params (string, object)[] parts) =>
        gateway.Client.PostAsync($"v1/images/{operation}", Forms.Content(parts), TestContext.Current.CancellationToken);
}
