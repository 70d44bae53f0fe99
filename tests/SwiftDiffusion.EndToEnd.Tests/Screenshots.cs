using Microsoft.Playwright;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;
using SwiftDiffusion.EndToEnd.Tests.Playground;
using SwiftDiffusion.Testing;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests;

/// <summary>Pictures of the pages in every look and state, to be judged by eye; run on request, written to artifacts/screenshots.</summary>
public sealed class Screenshots(TestBrowser browser)
{
    private const string Prompt = "a large red mushroom in a meadow";

    public static TheoryData<string> Looks => [.. PageLook.All.Select(look => look.Name)];

    [Theory(Explicit = true)]
    [MemberData(nameof(Looks))]
    public async Task Of_the_playground(string look)
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address, PageLook.All.Single(each => each.Name == look));
        await Expect(page.Find("#model option")).ToHaveCountAsync(2);
        await TakeAsync(page, $"{look}-1-empty");

        await page.Find("#loras").EvaluateAsync("section => section.open = true");
        await page.Button("neon").ClickAsync();
        await page.Button("watercolor").ClickAsync();
        var job = await GenerationTests.StartAsync(page, api, Prompt);
        job.Queue(3, 4.2);
        await Expect(page.Find("#progress .words")).ToContainTextAsync("3rd");
        await TakeAsync(page, $"{look}-2-queued");
        job.Begin();
        job.Step(4, 20);
        job.Attach("neon", 4);
        job.Load("watercolor", 0.4);
        job.Step(9, 20, preview: FakePictures.JpegUrl(4));
        await Expect(page.Find("#stage .preview img")).ToBeVisibleAsync();
        await Expect(page.Find("#progress .words")).ToContainTextAsync("9");
        await TakeAsync(page, $"{look}-3-running");
        job.Complete(seed: 4, attachedAt: 4, files: [await RealPictureAsync(4)]);
        await Expect(page.Find("#caption")).ToBeVisibleAsync();
        await page.Find("#code").EvaluateAsync("section => section.open = true");
        await TakeAsync(page, $"{look}-4-finished");

        await page.Find("#controlnets").EvaluateAsync("section => section.open = true");
        await page.Button("Add canny").ClickAsync();
        await page.Button("Last result").First.ClickAsync();
        await Expect(page.Find(".card img")).ToBeVisibleAsync();
        await page.Find("#source").EvaluateAsync("section => section.open = true");
        await page.Find("#source").GetByRole(AriaRole.Button, new() { Name = "Last result" }).ClickAsync();
        await page.Button("Paint a mask").ClickAsync();
        await page.DragAsync("#source canvas[role=application]", (0.3f, 0.4f), (0.7f, 0.5f));
        await TakeAsync(page, $"{look}-5-pictures");
        await page.Find(".card").ScrollIntoViewIfNeededAsync();
        await TakeAsync(page, $"{look}-6-controlnet");

        api.Refusal = () => FakeBodies.Problem(400, "invalid_request", "Two problems.", ("num_inference_steps", "num_inference_steps: found 2000; accepted: a whole number from 1 to 1000."), ("seed", "seed: found -4; accepted: a whole number."));
        await page.Find("#source .remove").ClickAsync();
        await page.Find("#generate").ClickAsync();
        await Expect(page.Find("#problem")).ToBeVisibleAsync();
        await TakeAsync(page, $"{look}-7-refused");
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Looks))]
    public async Task Of_the_operations_page(string look)
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(new Uri(api.Address, "ops"), PageLook.All.Single(each => each.Name == look));
        await Expect(page.Find(".worker")).ToHaveCountAsync(2);
        await TakeAsync(page, $"{look}-8-operations", isWhole: true);
    }

    /// <summary>Prints the times from asking for the page to its first contents, cold and from the browser's cache.</summary>
    [Fact(Explicit = true)]
    public async Task Of_the_first_paint()
    {
        await using var api = await FakeApi.StartAsync();
        foreach (string path in new[] { "", "ops" })
        {
            await using var page = await browser.OpenAsync(new Uri(api.Address, path));
            double cold = await FirstPaintAsync(page);
            await page.Page.ReloadAsync();
            TestContext.Current.TestOutputHelper!.WriteLine($"/{path}: first contents after {cold:0} ms, again after {await FirstPaintAsync(page):0} ms");
        }
    }

    private static async Task<double> FirstPaintAsync(OpenPage page)
    {
        await page.Page.WaitForFunctionAsync("performance.getEntriesByName('first-contentful-paint').length > 0");
        return await page.Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    }

    private static async Task<byte[]> RealPictureAsync(int seed)
    {
        string file = RepositoryRoot.File("artifacts", "screenshots", $"seed-{seed}.png");
        return File.Exists(file) ? await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken) : FakePictures.Png(seed);
    }

    private static Task<byte[]> TakeAsync(OpenPage page, string name, bool isWhole = false) =>
        page.Page.ScreenshotAsync(new() { Path = RepositoryRoot.File("artifacts", "screenshots", $"{name}.png"), FullPage = isWhole });
}
