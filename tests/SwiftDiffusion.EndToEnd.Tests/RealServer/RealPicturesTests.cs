using System.Net;
using Microsoft.Playwright;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.Engine.Images;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests.RealServer;

/// <summary>The playground on the real server and the built-in model, from the prompt to the pixels.</summary>
public sealed class RealPicturesTests(TestBrowser browser, RealServer server) : IClassFixture<RealServer>
{
    private const float Patience = 60_000;

    [Fact]
    public async Task A_prompt_becomes_a_picture_that_a_ControlNet_and_two_LoRAs_change()
    {
        await using var page = await OpenAsync();
        await page.Find("#prompt").FillAsync("a large red mushroom in a meadow");
        await page.Find("#seed").FillAsync("4");
        var plain = await GenerateAsync(page, 1);
        Assert.Equal((128, 128), (plain.Width, plain.Height));
        Assert.True(Spread(plain) > 1000, "a picture is more than one colour");

        // Its own edges, in another world.
        await page.Find("#caption summary", "Use it").ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "for ControlNet canny" }).ClickAsync();
        await Expect(page.Find(".card img[alt='Edges that canny sees']")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.Find("#prompt").FillAsync("a large yellow mushroom in the desert");
        var steered = await GenerateAsync(page, 2);
        Assert.True(Distance(plain, steered) > 10, "the ControlNet's picture is another one");

        string[] loras = await page.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#loras .chips button')].slice(-2).map(chip => chip.textContent)");
        foreach (string lora in loras)
            await page.Button(lora).ClickAsync();
        var styled = await GenerateAsync(page, 3);
        Assert.True(Distance(steered, styled) > 5, "two LoRAs change the picture");
        await Expect(page.Find("#caption")).ToContainTextAsync(loras[0]);
        await Expect(page.Find($"#loras li[data-name='{loras[0]}'] .state")).ToContainTextAsync("attached");
        page.AssertQuiet();
    }

    [Fact]
    public async Task A_picture_restores_its_own_settings()
    {
        await using var page = await OpenAsync();
        await page.Find("#prompt").FillAsync("a pink heart on plain paper");
        await page.Find("#steps").FillAsync("7");
        await page.Find("#seed").FillAsync("31");
        await GenerateAsync(page, 1);
        byte[] file = await FileAsync(page);
        await page.Button("Reset").ClickAsync();
        await Expect(page.Find("#prompt")).ToHaveValueAsync("");
        await page.DropAsync("body", file);
        await Expect(page.Find("#prompt")).ToHaveValueAsync("a pink heart on plain paper");
        await Expect(page.Find("#steps")).ToHaveValueAsync("7");
        await Expect(page.Find("#seed")).ToHaveValueAsync("31");
    }

    [Fact]
    public async Task Cancelling_ends_the_job_on_the_server()
    {
        await using var page = await OpenAsync();
        await page.Find("#prompt").FillAsync("a blue fish on the ocean");
        await page.Find("#steps").FillAsync("500");
        await page.Find("#generate").ClickAsync();
        await Expect(page.Find("#progress .words")).ToContainTextAsync("Step ", new() { Timeout = Patience });
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Find("#generate")).ToBeVisibleAsync(new() { Timeout = Patience });
        string status = await page.Page.EvaluateAsync<string>("async () => (await (await fetch('/v1/jobs?limit=1')).json()).data[0].status");
        Assert.Equal("cancelled", status);
        page.AssertQuiet();
    }

    [Fact]
    public async Task The_operations_page_shows_the_jobs()
    {
        await using var page = await OpenAsync();
        await page.Find("#prompt").FillAsync("a green tree in the snow");
        await GenerateAsync(page, 1);
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Operations" }).ClickAsync();
        await Expect(page.Find("#state")).ToHaveTextAsync("Ready");
        await Expect(page.Find("#jobs .waterfall").First).ToBeVisibleAsync();
        await Expect(page.Find(".worker").First).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    /// <summary>The playground; the test is skipped on a server that has no jobs to offer.</summary>
    private async Task<OpenPage> OpenAsync()
    {
        Assert.SkipWhen(InstalledChromium.Path is null, InstalledChromium.Missing);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var jobs = await client.GetAsync("v1/jobs?limit=1", TestContext.Current.CancellationToken);
        Assert.SkipWhen(jobs.StatusCode == HttpStatusCode.NotFound, "this server has no jobs API (GET /v1/jobs is 404)");
        return await browser.OpenAsync(server.Address);
    }

    /// <summary>Presses the button and waits for the picture, which becomes the given one in the strip.</summary>
    private static async Task<PixelImage> GenerateAsync(OpenPage page, int count)
    {
        await page.Find("#generate").ClickAsync();
        await Expect(page.Find("#strip li")).ToHaveCountAsync(count, new() { Timeout = Patience });
        await Expect(page.Find("#stage .tile:not(.preview) img")).ToBeVisibleAsync();
        return ImageCodec.Decode(await FileAsync(page), ImageLimits.Default);
    }

    private static async Task<byte[]> FileAsync(OpenPage page)
    {
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        return await File.ReadAllBytesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
    }

    /// <summary>Mean difference of a channel, 0..255.</summary>
    private static double Distance(PixelImage a, PixelImage b)
    {
        double sum = 0;
        for (int i = 0; i < a.Rgba.Length; i++)
            sum += Math.Abs(a.Rgba[i] - b.Rgba[i]);
        return sum / a.Rgba.Length;
    }

    /// <summary>How many colours.</summary>
    private static int Spread(PixelImage picture)
    {
        var colours = new HashSet<(byte, byte, byte)>();
        for (int i = 0; i < picture.Rgba.Length; i += 4)
            colours.Add((picture.Rgba[i], picture.Rgba[i + 1], picture.Rgba[i + 2]));
        return colours.Count;
    }
}
