using System.Text.Json;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests.Playground;

public sealed class GenerationTests(TestBrowser browser)
{
    [Fact]
    public async Task A_prompt_becomes_a_visible_picture()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);

        await page.Find("#prompt").FillAsync("a large red mushroom in a meadow");
        await page.Page.Keyboard.PressAsync("Control+Enter");
        var job = await api.NextJobAsync();
        Assert.Equal("a large red mushroom in a meadow", job.Request.GetProperty("prompt").GetString());
        Assert.Equal("128x128", job.Request.GetProperty("size").GetString());
        Assert.True(job.Request.GetProperty("previews").GetBoolean());
        job.Begin();
        job.Step(5, 20, preview: FakePictures.JpegUrl(1));
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("Step 5 of 20");
        await Expect(page.Find("#progress [role=progressbar]")).ToHaveAttributeAsync("aria-valuenow", "25");
        await Expect(page.Find("#stage .preview img")).ToBeVisibleAsync();
        job.Complete(seed: 4);

        var picture = page.Find("#stage img[alt='a large red mushroom in a meadow']");
        await Expect(picture).ToBeVisibleAsync();
        Assert.Equal(128, await picture.EvaluateAsync<int>("img => img.naturalWidth"));
        // A small picture grows by whole pixels.
        Assert.Equal(0, await picture.EvaluateAsync<double>("img => img.getBoundingClientRect().width % 128"));
        await Expect(page.Find("#caption")).ToContainTextAsync("Seed4");
        await Expect(page.Find("#progress")).ToBeHiddenAsync();
        await Expect(page.Find("#strip li")).ToHaveCountAsync(1);
        page.AssertQuiet();
    }

    [Fact]
    public async Task The_place_in_the_queue_is_told()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        var job = await StartAsync(page, api);
        job.Queue(3, 4.2);
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("3rd in the queue, about 4.2 s to go");
        job.Queue(1, 0.8);
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("Next in the queue, about 800 ms to go");
    }

    [Fact]
    public async Task LoRAs_show_how_far_they_are()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Button("neon").ClickAsync();
        await page.Button("watercolor").ClickAsync();
        await page.Find("#loras li[data-name=neon] input[type=number]").FillAsync("0.55");
        var job = await StartAsync(page, api);
        Assert.Equal("""[{"name":"neon","scale":0.55},{"name":"watercolor","scale":0.8}]""", JsonSerializer.Serialize(job.Request.GetProperty("loras")));

        job.Begin();
        job.Load("watercolor", 0.4);
        await Expect(page.Find("#loras li[data-name=watercolor] .state")).ToHaveTextAsync("loading 40 %");
        job.Attach("neon", 0);
        await Expect(page.Find("#loras li[data-name=neon] .state")).ToHaveTextAsync("attached from the start");
        job.Step(6, 20);
        job.Attach("watercolor", 6);
        await Expect(page.Find("#loras li[data-name=watercolor] .state")).ToHaveTextAsync("attached at step 6");
        await Expect(page.Find(".marks li").Filter(new() { HasText = "watercolor" })).ToBeVisibleAsync();
        job.Complete(attachedAt: 6);
        await Expect(page.Find("#caption")).ToContainTextAsync("neon 0.55, watercolor 0.8, from step 6");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Escape_cancels_and_the_last_picture_returns()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        (await StartAsync(page, api, "the first")).Complete();
        await Expect(page.Find("#stage img[alt='the first']")).ToBeVisibleAsync();

        var job = await StartAsync(page, api, "the second");
        job.Begin();
        job.Step(3, 20);
        await Expect(page.Find("#cancel")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await job.Cancelled;
        await Expect(page.Find("#generate")).ToBeVisibleAsync();
        await Expect(page.Find("#stage img[alt='the first']")).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    [Fact]
    public async Task A_broken_connection_is_taken_up_after_the_last_event()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        var job = await StartAsync(page, api);
        job.Begin();
        job.Step(5, 20);
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("Step 5 of 20");
        job.Disconnect();
        job.Step(11, 20);
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("Step 11 of 20");
        Assert.Equal([null, "2"], job.LastEventIds);
        job.Complete();
        await Expect(page.Find("#caption")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_job_that_another_worker_takes_over_begins_anew()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        var job = await StartAsync(page, api);
        job.Begin();
        job.Step(15, 20);
        job.Retry("The device is gone.");
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("In the queue… (attempt 2)");
    }

    [Fact]
    public async Task Several_pictures_share_the_stage_and_one_is_selected()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Find("#n").FillAsync("4");
        var job = await StartAsync(page, api);
        job.Begin();
        job.Step(20, 20, image: 0);
        job.Step(8, 20, image: 1);
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("4 pictures, 1 drawn");
        job.Complete(seed: 40);
        await Expect(page.Find("#stage .tile")).ToHaveCountAsync(4);
        await page.Button("Picture 3 of 4").ClickAsync();
        await Expect(page.Find("#caption")).ToContainTextAsync("Seed42");
        await Expect(page.Button("Picture 3 of 4")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    internal static async Task<FakeJob> StartAsync(OpenPage page, FakeApi api, string prompt = "red heart")
    {
        await page.Find("#prompt").FillAsync(prompt);
        await page.Find("#generate").ClickAsync();
        return await api.NextJobAsync();
    }
}
