using Microsoft.Playwright;

namespace SwiftDiffusion.EndToEnd.Tests.Browsing;

/// <summary>A page in the browser, and what its console said.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    /// <summary>What Chromium says of every answer that is not a success; tests of refusals provoke it.</summary>
    private const string RefusedResource = "Failed to load resource";

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public static async Task<OpenPage> OpenAsync(IBrowserContext context, Uri address)
    {
        if (PagesOnDisk.Folder is { } folder)
            await PagesOnDisk.RouteAsync(context, folder);
        var page = new OpenPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(address.ToString());
        return page;
    }

    public ILocator Find(string selector) => Page.Locator(selector);

    public ILocator Find(string selector, string text) => Page.Locator(selector, new() { HasText = text });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Presses the mouse on an element and moves it, both in shares of its size.</summary>
    public async Task DragAsync(string selector, (float X, float Y) from, (float X, float Y) to)
    {
        await Find(selector).ScrollIntoViewIfNeededAsync();
        var box = (await Find(selector).BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + (box.Width * from.X), box.Y + (box.Height * from.Y));
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + (box.Width * to.X), box.Y + (box.Height * to.Y), new() { Steps = 6 });
        await Page.Mouse.UpAsync();
    }

    /// <summary>Drops a file, as from a folder.</summary>
    public async Task DropAsync(string selector, byte[] file)
    {
        var data = await Page.EvaluateHandleAsync(
            """
            (bytes) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
              return data;
            }
            """,
            file.Select(each => (int)each).ToArray());
        await Find(selector).DispatchEventAsync("drop", new { dataTransfer = data });
    }

    /// <summary>Expects that the console stayed empty.</summary>
    public void AssertQuiet(bool exceptRefusals = false) =>
        Assert.DoesNotContain(_complaints, text => !exceptRefusals || !text.StartsWith(RefusedResource, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
