using Deque.AxeCore.Playwright;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;
using SwiftDiffusion.EndToEnd.Tests.Playground;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests;

/// <summary>What axe finds (WCAG 2 A and AA among it), in both themes and widths.</summary>
public sealed class AccessibilityTests(TestBrowser browser)
{
    public static TheoryData<string> Looks => [.. PageLook.All.Select(look => look.Name)];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task The_playground_has_no_barriers(string look)
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address, LookOf(look));
        await Expect(page.Find("#model option")).ToHaveCountAsync(2);
        await AssertOpenToAllAsync(page);

        await page.Find("#loras").EvaluateAsync("section => section.open = true");
        await page.Find("#controlnets").EvaluateAsync("section => section.open = true");
        await page.Button("neon").ClickAsync();
        await page.Button("Add canny").ClickAsync();
        await page.Button("Draw").ClickAsync();
        await page.DragAsync(".card canvas[role=application]", (0.2f, 0.5f), (0.8f, 0.5f));
        var job = await GenerationTests.StartAsync(page, api);
        job.Begin();
        job.Load("neon", 0.4);
        job.Step(3, 20);
        await Expect(page.Find("#progress .words")).ToHaveTextAsync("Step 3 of 20");
        await AssertOpenToAllAsync(page);
        job.Complete();
        await Expect(page.Find("#caption")).ToBeVisibleAsync();
        await page.Find("#code").EvaluateAsync("section => section.open = true");
        await AssertOpenToAllAsync(page);

        api.Refusal = () => FakeBodies.Problem(400, "invalid_request", "seed: found 1; accepted: another.", ("seed", "seed: found 1; accepted: another."));
        await page.Find("#generate").ClickAsync();
        await Expect(page.Find("#problem")).ToBeVisibleAsync();
        await AssertOpenToAllAsync(page);
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task The_operations_page_has_no_barriers(string look)
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(new Uri(api.Address, "ops"), LookOf(look));
        await Expect(page.Find(".worker")).ToHaveCountAsync(2);
        await AssertOpenToAllAsync(page);
    }

    [Fact]
    public async Task The_dialog_for_the_key_has_no_barriers()
    {
        await using var api = await FakeApi.StartAsync();
        api.Key = "sk";
        await using var page = await browser.OpenAsync(api.Address);
        await Expect(page.Find("#key-dialog")).ToBeVisibleAsync();
        await AssertOpenToAllAsync(page);
    }

    private static PageLook LookOf(string name) => PageLook.All.Single(look => look.Name == name);

    /// <summary>Besides axe: nothing may be wider than the screen.</summary>
    private static async Task AssertOpenToAllAsync(OpenPage page)
    {
        var found = await page.Page.RunAxe();
        string[] barriers = [.. found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Target} {node.Html}"))];
        Assert.True(barriers.Length == 0, string.Join('\n', barriers));
        Assert.Equal("", await page.Page.EvaluateAsync<string>(
            """
            () => document.documentElement.scrollWidth <= innerWidth ? ""
              : [...document.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.tagName + "." + e.className + "#" + e.id).join(" ")
            """));
    }
}
