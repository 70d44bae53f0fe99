using Microsoft.Playwright;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests.Playground;

public sealed class PageTests(TestBrowser browser)
{
    private const string Background = "getComputedStyle(document.documentElement).backgroundColor";

    [Fact]
    public async Task The_theme_follows_the_system_until_it_is_chosen()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address, PageLook.DarkDesktop);
        string dark = await page.Page.EvaluateAsync<string>(Background);
        await page.Button("Dark theme").ClickAsync();
        string light = await page.Page.EvaluateAsync<string>(Background);
        Assert.NotEqual(dark, light);
        await page.Page.ReloadAsync();
        Assert.Equal(light, await page.Page.EvaluateAsync<string>(Background));
        await Expect(page.Button("Dark theme")).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task A_model_brings_its_own_defaults_and_add_ons()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Button("neon").ClickAsync();
        await page.Button("Add canny").ClickAsync();
        await page.Find("#model").SelectOptionAsync("plain");
        await Expect(page.Find("#width")).ToHaveValueAsync("256");
        await Expect(page.Find("#steps")).ToHaveValueAsync("12");
        await Expect(page.Find("#noiseScheduler")).ToHaveTextAsync("Default (Euler)Euler");
        await Expect(page.Find(".card")).ToHaveCountAsync(0);
        await Expect(page.Find("#loras")).ToContainTextAsync("This model has none.");
        var job = await GenerationTests.StartAsync(page, api);
        Assert.False(job.Request.TryGetProperty("loras", out _));
        Assert.Equal("256x192", job.Request.GetProperty("size").GetString());
    }

    [Fact]
    public async Task A_picture_is_made_and_used_again_without_a_mouse()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        var keyboard = page.Page.Keyboard;
        await Expect(page.Find("#prompt")).ToBeFocusedAsync();
        await keyboard.TypeAsync("a white cup");
        await keyboard.PressAsync("Control+Enter");
        (await api.NextJobAsync()).Complete(seed: 3);
        await Expect(page.Find("#caption")).ToBeVisibleAsync();

        await page.Find("#caption summary", "Again with…").FocusAsync();
        await keyboard.PressAsync("ArrowDown");
        await Expect(page.Button("a new seed")).ToBeFocusedAsync();
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("Enter");
        Assert.Equal(3, (await api.NextJobAsync()).Request.GetProperty("seed").GetInt64());
    }

    [Fact]
    public async Task What_is_typed_before_the_models_are_known_stays()
    {
        await using var api = await FakeApi.StartAsync();
        var isHeld = new TaskCompletionSource();
        await using var page = await browser.OpenAsync(new Uri(api.Address, "ops"));
        await page.Page.RouteAsync("**/v1/models", async route =>
        {
            await isHeld.Task;
            await route.ContinueAsync();
        });
        await page.Page.GotoAsync(api.Address.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.Find("#prompt").FillAsync("quick");
        await page.Find("#n").FillAsync("2");
        await page.Find("#generate").ClickAsync();
        isHeld.SetResult();
        var job = await api.NextJobAsync();
        Assert.Equal("quick", job.Request.GetProperty("prompt").GetString());
        Assert.Equal(2, job.Request.GetProperty("n").GetInt32());
        Assert.Equal(20, job.Request.GetProperty("num_inference_steps").GetInt32());
    }

    [Fact]
    public async Task The_menus_of_a_picture_stay_on_a_phone()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address, PageLook.Phone);
        (await GenerationTests.StartAsync(page, api)).Complete();
        foreach (string menu in new[] { "Again with…", "Use it" })
        {
            await page.Find("#caption summary", menu).ClickAsync();
            var box = (await page.Find(".menu[open] ul").BoundingBoxAsync())!;
            Assert.InRange(box.X, 0, PageLook.Phone.Width - box.Width);
            await page.Page.Keyboard.PressAsync("Escape");
        }
    }
}
