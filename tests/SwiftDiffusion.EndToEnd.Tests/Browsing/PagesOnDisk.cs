using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SwiftDiffusion.EndToEnd.Tests.Browsing;

/// <summary>For work on the pages: takes them from a folder, so that a change is tested without building anything.</summary>
internal static partial class PagesOnDisk
{
    /// <summary>The environment variable PAGES; null takes the pages out of the assembly, as they are shipped.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("PAGES");

    public static async Task RouteAsync(IBrowserContext context, string folder)
    {
        await context.RouteAsync(FilePath(), route => FulfillAsync(route, folder, Path.GetFileName(new Uri(route.Request.Url).AbsolutePath)));
        await context.RouteAsync(PagePath(), route => FulfillAsync(route, folder, route.Request.Url.EndsWith("/ops", StringComparison.Ordinal) ? "ops.html" : "index.html"));
    }

    private static Task FulfillAsync(IRoute route, string folder, string name) => route.FulfillAsync(new() { Path = Path.Combine(folder, name) });

    [GeneratedRegex("^http://[^/]+/playground/[^/]+/[^/]+$")]
    private static partial Regex FilePath();

    [GeneratedRegex("^http://[^/]+/(ops)?$")]
    private static partial Regex PagePath();
}
