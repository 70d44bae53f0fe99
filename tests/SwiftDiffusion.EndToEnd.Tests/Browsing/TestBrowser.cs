using Microsoft.Playwright;

namespace SwiftDiffusion.EndToEnd.Tests.Browsing;

/// <summary>One headless browser for all tests; every page gets a profile of its own.</summary>
public sealed class TestBrowser : IAsyncLifetime
{
    /// <summary>Other tests may have the machine to themselves at times; nothing here is about speed.</summary>
    private const float PatienceMs = 30_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        if (InstalledChromium.Path is not { } path)
            return;
        _playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            // Chromium's sandbox refuses to run as root, and containers have little shared memory.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
        });
    }

    /// <summary>A page on the given address; the test is skipped where no browser is.</summary>
    internal async Task<OpenPage> OpenAsync(Uri address, PageLook? look = null)
    {
        Assert.SkipWhen(_browser is null, InstalledChromium.Missing);
        look ??= PageLook.Desktop;
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
            ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            IsMobile = look.IsPhone,
            DeviceScaleFactor = look.IsPhone ? 2 : 1,
            HasTouch = look.IsPhone,
            BaseURL = address.ToString(),
        });
        return await OpenPage.OpenAsync(context, address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
