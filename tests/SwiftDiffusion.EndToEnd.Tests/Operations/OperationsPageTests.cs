using System.Text.Json.Nodes;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests.Operations;

public sealed class OperationsPageTests(TestBrowser browser)
{
    [Fact]
    public async Task Devices_queue_tiers_and_jobs_are_shown()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(new Uri(api.Address, "ops"));
        await Expect(page.Find("#state")).ToHaveTextAsync("Ready");
        await Expect(page.Find("#tiles")).ToContainTextAsync("Waiting14");
        var worker = page.Find("[aria-label='Worker worker-a1']");
        await Expect(worker.GetByLabel("cpu:0 is busy 93 % of the time")).ToBeVisibleAsync();
        await Expect(worker).ToContainTextAsync("Rows per step3.42");
        await Expect(worker.Locator("tr", new() { HasText = "disk" })).ToHaveTextAsync("disk52985 %301 MB");
        await Expect(page.Find("#queue tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Find("#jobs .waterfall").First).ToHaveAttributeAsync("aria-label", "waiting 212 ms, LoRAs 44 ms, prompt 9 ms, denoising 418 ms, decoding 33 ms");
        page.AssertQuiet();
    }

    [Fact]
    public async Task What_changes_is_seen_without_a_reload()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(new Uri(api.Address, "ops"));
        await Expect(page.Find("#state")).ToHaveTextAsync("Ready");
        api.Status["ready"] = false;
        api.Status["reason"] = "no worker";
        api.Status["workers"] = new JsonArray();
        await Expect(page.Find("#state")).ToHaveTextAsync("Not ready: no worker");
        await Expect(page.Find("#workers")).ToHaveTextAsync("No worker is connected.");
        page.AssertQuiet();
    }

    [Fact]
    public async Task Waterfalls_share_one_scale()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(new Uri(api.Address, "ops"));
        await Expect(page.Find("#jobs .waterfall")).ToHaveCountAsync(4);
        double[] widths = await page.Page.EvaluateAsync<double[]>(
            "[...document.querySelectorAll('.waterfall')].slice(0, 2).map(bar => [...bar.children].reduce((sum, part) => sum + part.getBoundingClientRect().width, 0))");
        Assert.Equal(469.0 / 716, widths[1] / widths[0], 0.01);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told_in_words()
    {
        var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(new Uri(api.Address, "ops"));
        await Expect(page.Find("#state")).ToHaveTextAsync("Ready");
        await api.DisposeAsync();
        await Expect(page.Find("#problem")).ToContainTextAsync("The server cannot be reached.");
    }
}
