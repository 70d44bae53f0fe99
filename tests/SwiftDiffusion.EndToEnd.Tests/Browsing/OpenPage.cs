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

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Expects that the console stayed empty.</summary>
    public void AssertQuiet(bool exceptRefusals = false) =>
        Assert.DoesNotContain(_complaints, text => !exceptRefusals || !text.StartsWith(RefusedResource, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
