using System.Text.Json;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;
using SwiftDiffusion.Engine.Images;
using static Microsoft.Playwright.Assertions;

namespace SwiftDiffusion.EndToEnd.Tests.Playground;

public sealed class AddOnTests(TestBrowser browser)
{
    [Fact]
    public async Task An_uploaded_picture_steers_through_its_edges_which_are_shown()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Button("Add canny").ClickAsync();
        await UploadAsync(page, ".card", FakePictures.Png(3, 200, 100));
        await Expect(page.Find(".card img[alt='Edges that canny sees']")).ToBeVisibleAsync();
        // It is cut to the size of the picture to come before anything looks at it.
        Assert.Equal("128x128", api.LastControlImage.GetProperty("size").GetString());
        Assert.Equal((128, 128), SizeOf(Picture(api.LastControlImage, "image")));

        var job = await GenerationTests.StartAsync(page, api);
        var unit = job.Request.GetProperty("controlnets")[0];
        Assert.Equal("canny", unit.GetProperty("name").GetString());
        Assert.Equal("canny", unit.GetProperty("preprocessor").GetString());
        Assert.Equal(1, unit.GetProperty("conditioning_scale").GetDouble());
        Assert.Equal((128, 128), SizeOf(Picture(unit, "image")));
        page.AssertQuiet();
    }

    [Fact]
    public async Task Edges_found_with_other_thresholds_are_sent_as_they_are_shown()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Button("Add canny").ClickAsync();
        await UploadAsync(page, ".card", FakePictures.Png(3));
        await Expect(page.Find(".card img")).ToBeVisibleAsync();
        await page.Page.GetByLabel("Fine edges").FillAsync("41");
        var job = await GenerationTests.StartAsync(page, api);
        Assert.Equal(41, api.LastControlImage.GetProperty("low").GetInt32());
        var unit = job.Request.GetProperty("controlnets")[0];
        Assert.Equal("none", unit.GetProperty("preprocessor").GetString());
        Assert.Equal($"data:image/png;base64,{Convert.ToBase64String(api.Edges)}", unit.GetProperty("image").GetString());
    }

    [Fact]
    public async Task A_drawing_is_a_control_image_of_white_lines_on_black()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Button("Add canny").ClickAsync();
        await page.Button("Draw").ClickAsync();
        await page.DragAsync(".card canvas[role=application]", (0.2f, 0.5f), (0.8f, 0.5f));

        var job = await GenerationTests.StartAsync(page, api);
        var unit = job.Request.GetProperty("controlnets")[0];
        Assert.Equal("none", unit.GetProperty("preprocessor").GetString());
        var drawing = Picture(unit, "image");
        Assert.Equal((128, 128), SizeOf(drawing));
        Assert.Equal(255, RedAt(drawing, 64, 64));
        Assert.Equal(0, RedAt(drawing, 64, 20));
        Assert.True(drawing.IsOpaque);
        page.AssertQuiet();
    }

    [Fact]
    public async Task The_keyboard_draws_too()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Button("Add seg").ClickAsync();
        await page.Button("Draw").PressAsync("Enter");
        await page.Find(".card canvas[role=application]").FocusAsync();
        // To the middle, pen down, a bit to the right.
        foreach (string key in new[] { "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Space", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Space" })
            await page.Page.Keyboard.PressAsync(key);

        var job = await GenerationTests.StartAsync(page, api);
        var drawing = Picture(job.Request.GetProperty("controlnets")[0], "image");
        Assert.Equal(255, RedAt(drawing, 64, 64));
        Assert.Equal(0, RedAt(drawing, 110, 64));
    }

    [Fact]
    public async Task A_ControlNet_without_a_picture_asks_for_one()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Button("Add canny").ClickAsync();
        await page.Find("#prompt").FillAsync("red heart");
        await page.Find("#generate").ClickAsync();
        await Expect(page.Find(".card .field-error")).ToHaveTextAsync("Give canny a picture, or remove it.");
    }

    [Fact]
    public async Task A_painted_mask_travels_with_the_start_picture()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Find("#source > summary").ClickAsync();
        await UploadAsync(page, "#source", FakePictures.Png(5, 256, 128));
        await page.Button("Paint a mask").ClickAsync();
        await page.DragAsync("#source canvas[role=application]", (0.45f, 0.5f), (0.55f, 0.5f));

        var job = await GenerationTests.StartAsync(page, api);
        var (picture, mask) = (Picture(job.Request, "image"), Picture(job.Request, "mask"));
        Assert.Equal((128, 128), SizeOf(picture));
        Assert.Equal((128, 128), SizeOf(mask));
        Assert.Equal(255, RedAt(mask, 64, 64));
        Assert.Equal(0, RedAt(mask, 64, 4));
        Assert.Equal(0, RedAt(mask, 4, 64));
        Assert.Equal(1, job.Request.GetProperty("strength").GetDouble());
        page.AssertQuiet();
    }

    [Fact]
    public async Task Without_a_mask_the_strength_says_how_much_changes()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        await page.Find("#source > summary").ClickAsync();
        await UploadAsync(page, "#source", FakePictures.Png(5));
        await page.Page.GetByLabel("How much to change").FillAsync("0.4");
        var job = await GenerationTests.StartAsync(page, api);
        Assert.Equal(0.4, job.Request.GetProperty("strength").GetDouble());
        Assert.False(job.Request.TryGetProperty("mask", out _));
    }

    [Fact]
    public async Task A_result_becomes_a_control_image_and_a_start_picture()
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        (await GenerationTests.StartAsync(page, api)).Complete();
        await page.Find("#caption summary", "Use it").ClickAsync();
        await page.Button("for ControlNet canny").ClickAsync();
        await Expect(page.Find(".card img")).ToBeVisibleAsync();
        await page.Find("#caption summary", "Use it").ClickAsync();
        await page.Button("as the start picture").ClickAsync();
        await Expect(page.Find("#source .summary")).ToHaveTextAsync("change 75 %");

        var job = await GenerationTests.StartAsync(page, api);
        Assert.Equal((128, 128), SizeOf(Picture(job.Request, "image")));
        Assert.Equal(1, job.Request.GetProperty("controlnets").GetArrayLength());
    }

    private static Task UploadAsync(OpenPage page, string place, byte[] file) =>
        page.Find($"{place} input[type=file]").SetInputFilesAsync(new Microsoft.Playwright.FilePayload { Name = "upload.png", MimeType = "image/png", Buffer = file });

    private static PixelImage Picture(JsonElement body, string field)
    {
        string url = body.GetProperty(field).GetString()!;
        Assert.StartsWith("data:image/png;base64,", url, StringComparison.Ordinal);
        return ImageCodec.Decode(Convert.FromBase64String(url.Split(',')[1]), ImageLimits.Default);
    }

    private static (int Width, int Height) SizeOf(PixelImage picture) => (picture.Width, picture.Height);

    private static int RedAt(PixelImage picture, int x, int y) => picture.Rgba[((y * picture.Width) + x) * 4];
}
