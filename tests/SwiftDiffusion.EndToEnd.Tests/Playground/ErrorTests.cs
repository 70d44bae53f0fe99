using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests.Playground;

public sealed class ErrorTests(TestBrowser browser)
{
    [Fact]
    public async Task Every_problem_of_a_refused_request_stands_at_its_field()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        api.Refusal = () => FakeBodies.Problem(
            400, "invalid_request", "Two problems.", ("num_inference_steps", "num_inference_steps: found 900; accepted: a whole number from 1 to 500."), ("seed", "seed: found 1; accepted: another."));
        await AskAsync(page);
        await Expect(page.Find("#steps-error")).ToHaveTextAsync("Found 900; accepted: a whole number from 1 to 500.");
        await Expect(page.Find("#seed")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Find("#steps")).ToBeFocusedAsync();
        await Expect(page.Find("#problem li")).ToHaveTextAsync(["Steps: found 900; accepted: a whole number from 1 to 500.", "Seed: found 1; accepted: another."]);

        // Mended, the complaint is gone.
        await page.Find("#steps").FillAsync("12");
        await Expect(page.Find("#steps-error")).ToBeHiddenAsync();
        page.AssertQuiet(exceptRefusals: true);
    }

    [Fact]
    public async Task A_busy_server_is_told_in_words_and_can_be_tried_again()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        api.Refusal = () => FakeBodies.Problem(429, "overloaded", "200 jobs are waiting.");
        await AskAsync(page);
        await Expect(page.Find("#problem h2")).ToHaveTextAsync("The server is busy");
        await Expect(page.Find("#problem")).ToContainTextAsync("200 jobs are waiting.");
        api.Refusal = null;
        await page.Button("Try again").ClickAsync();
        await api.NextJobAsync();
        await Expect(page.Find("#problem")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_failed_job_is_told_with_what_helps()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        var job = await GenerationTests.StartAsync(page, api);
        job.Begin();
        job.Fail("adapter_load_failed", "LoRA \"glitch\" does not fit the model.");
        await Expect(page.Find("#problem")).ToContainTextAsync("LoRA \"glitch\" does not fit the model.");
        await Expect(page.Find("#problem .remedy")).ToHaveTextAsync("Take that LoRA out, or ask whoever runs the server to look at its file.");
        await Expect(page.Find("#generate")).ToBeVisibleAsync();
        await Expect(page.Find("#stage .empty")).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    [Fact]
    public async Task A_server_without_models_says_so()
    {
        await using var api = await FakeApi.StartAsync();
        api.Models = FakeBodies.List([]);
        await using var page = await browser.OpenAsync(api.Address);
        await Expect(page.Find("#problem")).ToContainTextAsync("This server has no model to draw with yet.");
        page.AssertQuiet();
    }

    [Fact]
    public async Task An_empty_prompt_is_not_sent()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Find("#generate").ClickAsync();
        await Expect(page.Find("#prompt-error")).ToHaveTextAsync("Say what the picture should show.");
        await Expect(page.Find("#prompt")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_server_with_keys_asks_for_one_and_gets_it_with_every_request()
    {
        await using var api = await FakeApi.StartAsync();
        api.Key = "sk-right";
        await using var page = await browser.OpenAsync(api.Address);
        await Expect(page.Find("#key-dialog")).ToBeVisibleAsync();
        await page.Find("#key").FillAsync("sk-wrong");
        await page.Button("Use it").ClickAsync();
        await Expect(page.Find("#key-why")).ToHaveTextAsync("Incorrect API key provided.");
        await page.Find("#key").FillAsync("sk-right");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Find("#model option")).ToHaveCountAsync(2);

        var job = await GenerationTests.StartAsync(page, api);
        job.Complete();
        await Expect(page.Find("#stage img[alt='red heart']")).ToBeVisibleAsync();
        Assert.Equal("sk-right", await page.Page.EvaluateAsync<string>("sessionStorage.getItem('swiftdiffusion.key')"));
        await Expect(page.Find("#key-dialog")).ToBeHiddenAsync();
        await page.Find("#code > summary").ClickAsync();
        await Expect(page.Find("#code-text")).ToContainTextAsync("Authorization: Bearer $API_KEY");
        page.AssertQuiet(exceptRefusals: true);
    }

    private static async Task AskAsync(OpenPage page)
    {
        await page.Find("#prompt").FillAsync("red heart");
        await page.Find("#generate").ClickAsync();
    }
}
