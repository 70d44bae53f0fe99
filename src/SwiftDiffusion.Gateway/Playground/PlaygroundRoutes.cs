using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace SwiftDiffusion.Gateway.Playground;

/// <summary>
/// The playground at <c>/</c>, the operations page at <c>/ops</c> and their files. They hold nothing worth protecting and ask for the API
/// key themselves, so they belong in front of any check of keys.
/// </summary>
public static class PlaygroundRoutes
{
    /// <summary>Everything from this server; pictures also out of the page's own memory. Nobody may frame the page.</summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string KeepForever = "public, max-age=31536000, immutable";
    private const string AskAgain = "no-cache";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the pages; they find the API on the server they came from.</summary>
    public static void MapPlayground(this IEndpointRouteBuilder app)
    {
        var files = PageFiles.Load();
        Map("/", context => Answer(context, files.Find("index.html"), AskAgain));
        Map("/ops", context => Answer(context, files.Find("ops.html"), AskAgain));
        // While a new version is being rolled out, a page of one may ask for files of the other; it gets what there is, but does not keep it.
        Map("/playground/{version}/{name}", context => Answer(
            context, files.Find((string)context.GetRouteValue("name")!), (string)context.GetRouteValue("version")! == files.Version ? KeepForever : AskAgain));

        void Map(string pattern, Func<HttpContext, IResult> answer) =>
            app.MapMethods(pattern, Methods, answer).ExcludeFromDescription();
    }

    private static IResult Answer(HttpContext context, PageFile? file, string cacheControl)
    {
        if (file is null)
            return TypedResults.StatusCode(StatusCodes.Status404NotFound);

        var encoding = PageEncodings.Choose(context.Request);
        var headers = context.Response.Headers;
        headers.CacheControl = cacheControl;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.ContentEncoding = encoding.Token();
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // Bytes of another encoding are another representation, so the tag names both.
        var tag = new EntityTagHeaderValue($"\"{file.Hash}-{encoding.Token() ?? "id"}\"");
        return TypedResults.Bytes(file.Encoded(encoding), file.MediaType, entityTag: tag);
    }
}
