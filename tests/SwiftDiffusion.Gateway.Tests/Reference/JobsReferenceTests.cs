using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Gateway.Tests.Requests;

namespace SwiftDiffusion.Gateway.Tests.Reference;

public sealed class JobsReferenceTests
{
    [Fact]
    public async Task Every_route_before_a_queue_is_described()
    {
        await using var gateway = await QueuedGateway.StartAsync(hasWorker: false);
        var paths = (await DocumentAsync(gateway)).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToHashSet();
        var routes = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(route => "/" + route.RoutePattern.RawText!.Replace("**", "", StringComparison.Ordinal).Trim('/')).Where(path => path.StartsWith("/v1/", StringComparison.Ordinal));
        Assert.Contains("/v1/jobs/{id}/events", paths);
        Assert.All(routes, route => Assert.Contains(route, paths));
    }

    [Fact]
    public async Task The_fields_described_of_a_job_are_the_fields_read()
    {
        await using var gateway = await QueuedGateway.StartAsync(hasWorker: false);
        var operation = (await DocumentAsync(gateway)).GetProperty("paths").GetProperty("/v1/jobs").GetProperty("post");
        var fields = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties");
        Assert.All(fields.EnumerateObject(), field => Assert.True(field.Value.TryGetProperty("description", out _), field.Name));
        Assert.True(operation.GetProperty("responses").TryGetProperty("202", out _));
        Assert.Equal(KnownFields(), fields.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>The parser lists the fields it knows when it meets one that resembles none; a picture is there, so that all of them are asked for.</summary>
    private static string[] KnownFields()
    {
        var json = JsonBody.Parse(Encoding.UTF8.GetBytes($$"""{"0123456789012345678901234567":1,"image":"{{Samples.PngBase64}}"}"""), out _)!;
        var (_, problems) = JobRequestParser.Parse(json.RootElement, ApiKey.Anonymous, Parsing.Context);
        return problems.Single(problem => problem.Found == "an unknown field").Accepted["fields ".Length..].Split(", ");
    }

    private static async Task<JsonElement> DocumentAsync(QueuedGateway gateway)
    {
        using var response = await gateway.GetAsync("openapi.json");
        return await RunningGateway.JsonOf(response);
    }
}
