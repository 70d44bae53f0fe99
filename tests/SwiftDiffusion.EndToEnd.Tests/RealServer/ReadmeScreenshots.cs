using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;
using SwiftDiffusion.EndToEnd.Tests.Playground;
using SwiftDiffusion.Testing;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests.RealServer;

/// <summary>The two pictures of the README, made on request: real pictures, on a page whose jobs go as slowly as the camera needs.</summary>
public sealed class ReadmeScreenshots(TestBrowser browser, RealServer server) : IClassFixture<RealServer>
{
    private const string Edges = "docs/images/edges.png";

    private static readonly (string Prompt, int Seed)[] Earlier =
        [("a white boat on the ocean", 11), ("a large green tree in the snow", 14), ("a pink heart on plain paper", 13), ("a large red mushroom in a meadow", 4)];

    [Fact(Explicit = true)]
    public async Task Of_the_playground()
    {
        await using var api = await FakeApi.StartAsync();
        api.Edges = await File.ReadAllBytesAsync(RepositoryRoot.File(Edges), TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync(api.Address);
        foreach (var (i, (prompt, seed)) in Earlier.Index())
        {
            var earlier = await GenerationTests.StartAsync(page, api, prompt);
            earlier.Complete(seed, files: [await DrawAsync(earlier.Request, seed)]);
            await Expect(page.Find("#strip li")).ToHaveCountAsync(i + 1);
        }

        await page.Find(".panel details").First.EvaluateAsync("section => section.open = false");
        await page.Find("#caption summary", "Use it").ClickAsync();
        await page.Button("for ControlNet canny").ClickAsync();
        await Expect(page.Find(".card img")).ToBeVisibleAsync();
        await page.Button("watercolor").ClickAsync();
        await page.Button("sketch").ClickAsync();
        await page.Find("#loras li[data-name=watercolor] input[type=number]").FillAsync("0.9");
        await page.Find("#loras li[data-name=sketch] input[type=number]").FillAsync("0.4");
        var job = await GenerationTests.StartAsync(page, api, "a large blue mushroom in the snow");
        job.Begin();
        job.Attach("watercolor", 0);
        job.Attach("sketch", 4);
        job.Complete(seed: 3, attachedAt: 4, files: [await DrawAsync(job.Request, 3)]);
        await Expect(page.Find("#strip li")).ToHaveCountAsync(Earlier.Length + 1);
        await page.Find("#prompt").EvaluateAsync("prompt => { prompt.blur(); document.querySelector('.scroll').scrollTop = 0; }");
        await page.Page.Mouse.MoveAsync(720, 60);
        await TakeAsync(page, "playground", 900);
    }

    [Fact(Explicit = true)]
    public async Task Of_the_operations_page()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(new Uri(api.Address, "ops"), PageLook.DarkDesktop);
        await Expect(page.Find(".worker")).ToHaveCountAsync(2);
        await TakeAsync(page, "operations", 1330);
    }

    /// <summary>What the real server draws for a job's request.</summary>
    private async Task<byte[]> DrawAsync(JsonElement request, int seed)
    {
        var body = JsonNode.Parse(request.GetRawText())!.AsObject();
        body.Remove("previews");
        body["seed"] = seed;
        using var client = new HttpClient { BaseAddress = server.Address };
        using var response = await client.PostAsJsonAsync("v1/images/generations", body, TestContext.Current.CancellationToken);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonElement.Parse(answer).GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64();
    }

    private static async Task TakeAsync(OpenPage page, string name, int height)
    {
        await page.Page.SetViewportSizeAsync(PageLook.Desktop.Width, height);
        await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = RepositoryRoot.File("docs", "images", $"{name}.png") });
    }
}
