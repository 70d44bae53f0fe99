using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Gateway.Tests.Requests;
using SwiftDiffusion.Gateway.Tests.WebUi;
using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Tests.Reference;

public sealed class ReferenceRoutesTests
{
    [Fact]
    public async Task Every_route_is_described()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var paths = (await DocumentAsync(gateway)).GetProperty("paths");
        var routes = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .Select(route => "/" + route.RoutePattern.RawText!.Replace("**", "", StringComparison.Ordinal).Trim('/'))
            .Where(path => !path.StartsWith("/reference", StringComparison.Ordinal) && path != "/openapi.json").ToHashSet();
        Assert.Equal(routes.Order(StringComparer.Ordinal), paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        Assert.All(paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()),
            operation => Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!));
    }

    [Theory]
    [InlineData("/v1/images/generations", "application/json", nameof(ImagesOperation.Generation), false)]
    [InlineData("/v1/images/edits", "application/json", nameof(ImagesOperation.Edit), false)]
    [InlineData("/v1/images/edits", "multipart/form-data", nameof(ImagesOperation.Edit), true)]
    [InlineData("/v1/images/variations", "application/json", nameof(ImagesOperation.Variation), false)]
    [InlineData("/v1/images/variations", "multipart/form-data", nameof(ImagesOperation.Variation), true)]
    public async Task The_fields_described_are_the_fields_read(string path, string mediaType, string operation, bool isForm)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var described = FieldsOf(await DocumentAsync(gateway), path, mediaType);
        string[] pictures = isForm ? ["image", "mask"] : [];
        Assert.Equal(KnownFields(operation).Except(isForm ? ["images", "mask"] : pictures), described.Except(pictures));
    }

    [Theory]
    [InlineData("/sdapi/v1/txt2img", false)]
    [InlineData("/sdapi/v1/img2img", true)]
    public async Task Fields_described_for_the_web_UI_are_read(string path, bool isImg2Img)
    {
        await using var gateway = await RunningGateway.StartAsync();
        string[] described = FieldsOf(await DocumentAsync(gateway), path, "application/json");
        string picture = isImg2Img ? "\"init_images\":[\"PNG\"]," : "";
        string body = $"{{{picture}{string.Join(',', described.Except(["init_images"]).Select(name => $"\"{name}\":null"))}}}";
        Assert.Empty(Assert.IsType<WebUiParsed.Valid>(WebUiParsing.Parse(body, isImg2Img)).Request.Notes);
    }

    [Fact]
    public async Task Every_field_is_explained()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var document = await DocumentAsync(gateway);
        foreach (string path in (string[])["/v1/images/generations", "/v1/images/edits", "/sdapi/v1/txt2img", "/sdapi/v1/img2img"])
            Assert.All(Properties(document, path, "application/json").EnumerateObject(), field => Assert.True(field.Value.TryGetProperty("description", out _), field.Name));
    }

    [Fact]
    public async Task The_page_and_its_script_come_from_here_and_may_ask_nobody_else()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var page = await gateway.GetAsync("reference/");
        string html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotMatch("https?://", html);
        Assert.StartsWith("default-src 'self'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        foreach (Match script in Regex.Matches(html, "src=\"([^\"]+)\""))
        {
            using var response = await gateway.GetAsync($"reference/{script.Groups[1].Value}");
            Assert.True(response.IsSuccessStatusCode, script.Value);
        }
    }

    private static async Task<JsonElement> DocumentAsync(RunningGateway gateway)
    {
        using var response = await gateway.GetAsync("openapi.json");
        return await RunningGateway.JsonOf(response);
    }

    private static JsonElement Properties(JsonElement document, string path, string mediaType) =>
        document.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty(mediaType).GetProperty("schema").GetProperty("properties");

    private static string[] FieldsOf(JsonElement document, string path, string mediaType) =>
        [.. Properties(document, path, mediaType).EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)];

    /// <summary>The parser lists the fields it knows when it meets one that resembles none.</summary>
    private static string[] KnownFields(string name)
    {
        var operation = (ImagesOperation)typeof(ImagesOperation).GetProperty(name)!.GetValue(null)!;
        var json = JsonBody.Parse(Encoding.UTF8.GetBytes("""{"0123456789012345678901234567":1}"""), out _)!;
        var parsed = RequestParser.Parse(operation, new RequestBody(json, []), Parsing.Context);
        string accepted = Assert.IsType<ParsedRequest.Invalid>(parsed).Problems.Single(problem => problem.Found == "an unknown field").Accepted;
        return accepted["fields ".Length..].Split(", ");
    }
}
