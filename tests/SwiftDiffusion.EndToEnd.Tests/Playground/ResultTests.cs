using Microsoft.Playwright;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests.Playground;

public sealed class ResultTests(TestBrowser browser)
{
    [Fact]
    public async Task Again_with_sends_what_the_picture_was_made_with_but_for_one_thing()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Button("neon").ClickAsync();
        (await GenerationTests.StartAsync(page, api, "a cat")).Complete(seed: 12);
        await Expect(page.Find("#caption")).ToBeVisibleAsync();
        await page.Find("#prompt").FillAsync("something else");
        await page.Find("#caption summary", "Again with…").ClickAsync();
        await page.Button("no LoRAs").ClickAsync();

        var job = await api.NextJobAsync();
        Assert.Equal("a cat", job.Request.GetProperty("prompt").GetString());
        Assert.Equal(12, job.Request.GetProperty("seed").GetInt64());
        Assert.False(job.Request.TryGetProperty("loras", out _));
    }

    [Fact]
    public async Task A_picture_is_downloaded_as_the_server_made_it()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        var job = await GenerationTests.StartAsync(page, api, "A cat, at night!");
        job.Complete(seed: 12);
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("a-cat-at-night-12.png", download.SuggestedFilename);
        Assert.Equal(job.Files[0], await File.ReadAllBytesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_dropped_PNG_restores_its_settings()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await Expect(page.Find("#model option")).ToHaveCountAsync(2);
        const string text = """
            a blue house,
            at night
            Negative prompt: blur, noise
            Steps: 33, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 4.5, Seed: 77, Size: 192x128, Model: tinyworld, Lora 0: "neon:0.65", Lora 1: "gone:1", Version: SwiftDiffusion
            """;
        await page.DropAsync("body", FakePictures.Png(1, parameters: text));

        await Expect(page.Find("#prompt")).ToHaveValueAsync("a blue house,\nat night");
        await Expect(page.Find("#negative")).ToHaveValueAsync("blur, noise");
        await Expect(page.Find("#steps")).ToHaveValueAsync("33");
        await Expect(page.Find("#guidance")).ToHaveValueAsync("4.5");
        await Expect(page.Find("#seed")).ToHaveValueAsync("77");
        await Expect(page.Find("#width")).ToHaveValueAsync("192");
        await Expect(page.Find("#noiseScheduler")).ToHaveValueAsync("dpmpp-2m-karras");
        await Expect(page.Find("#loras li[data-name=neon] input[type=number]")).ToHaveValueAsync("0.65");
        await Expect(page.Find("#toast")).ToHaveTextAsync("Settings restored, except LoRA gone.");
        page.AssertQuiet();
    }

    [Fact]
    public async Task A_PNG_without_settings_changes_nothing()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Find("#prompt").FillAsync("kept");
        await page.DropAsync("body", FakePictures.Png(1));
        await Expect(page.Find("#toast")).ToContainTextAsync("carries no settings");
        await Expect(page.Find("#prompt")).ToHaveValueAsync("kept");
    }

    [Fact]
    public async Task Pictures_and_settings_outlive_a_reload_and_a_job_under_way_is_taken_up()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        (await GenerationTests.StartAsync(page, api, "the first")).Complete(seed: 5);
        await Expect(page.Find("#strip li")).ToHaveCountAsync(1);
        var job = await GenerationTests.StartAsync(page, api, "the second");
        job.Begin();
        job.Step(4, 20);
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("Step 4 of 20");

        await page.Page.ReloadAsync();
        await Expect(page.Find("#prompt")).ToHaveValueAsync("the second");
        await Expect(page.Find("#strip img[alt='the first, seed 5']")).ToBeVisibleAsync();
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("Step 4 of 20");
        job.Complete(seed: 6);
        await Expect(page.Find("#stage img[alt='the second']")).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    [Fact]
    public async Task Arrow_keys_walk_through_recent_pictures()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        (await GenerationTests.StartAsync(page, api, "the first")).Complete(seed: 5);
        await Expect(page.Find("#strip li")).ToHaveCountAsync(1);
        (await GenerationTests.StartAsync(page, api, "the second")).Complete(seed: 6);
        await Expect(page.Find("#strip li")).ToHaveCountAsync(2);
        await page.Find("#strip [aria-current]").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Find("#stage img[alt='the first']")).ToBeVisibleAsync();
        await Expect(page.Find("#strip li:nth-child(2) button")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_request_is_there_as_code()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Find("#prompt").FillAsync("it's a \"cat\"");
        await page.Button("neon").ClickAsync();
        await page.Find("#code > summary").ClickAsync();
        await Expect(page.Find("#code-text")).ToContainTextAsync($"curl -s {api.Address}v1/images/generations");
        await Expect(page.Find("#code-text")).ToContainTextAsync("""
            "loras": [{ "name": "neon", "scale": 0.8 }]
            """);
        await page.Page.GetByRole(AriaRole.Tab, new() { Name = "Python, openai" }).ClickAsync();
        await Expect(page.Find("#code-text")).ToContainTextAsync("""prompt="it's a \"cat\"",""");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Find("#code-text")).ToContainTextAsync("await client.images.generate({");
    }
}
