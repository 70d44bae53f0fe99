using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Reference;

public sealed class DescribedOperationsTests
{
    private const string Generations = "/v1/images/generations";

    [Fact]
    public async Task Every_example_is_accepted()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var examples = from operation in Operations(await DocumentAsync(gateway))
                       let example = Member(operation.Body, "requestBody", "content", "application/json", "example")
                       where example is not null
                       select (operation.Path, Body: example.Value.GetRawText());
        foreach (var (path, body) in examples)
        {
            using var response = await gateway.PostAsync(path, Filled(body));
            Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }
    }

    [Fact]
    public async Task An_example_of_a_job_is_accepted()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using var document = await gateway.GetAsync("openapi.json");
        var submit = Operations(await RunningGateway.JsonOf(document)).Single(operation => operation is { Method: "post", Path: "/v1/jobs" });
        using var response = await gateway.PostAsync("v1/jobs", Member(submit.Body, "requestBody", "content", "application/json", "example")!.Value.GetRawText());
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Every_member_of_an_answer_is_described_and_explained()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var schemas = (await DocumentAsync(gateway)).GetProperty("components").GetProperty("schemas");
        using var answer = await gateway.GenerateAsync("""{"prompt":"p"}""");
        using var refusal = await gateway.GenerateAsync("""{"n":0}""");
        AssertDescribed(await RunningGateway.JsonOf(answer), schemas.GetProperty("ImagesAnswer"), "answer");
        AssertDescribed(await RunningGateway.JsonOf(refusal), schemas.GetProperty("Problem"), "problem");
        foreach (string path in (string[])["v1/models", "healthz"])
        {
            using var response = await gateway.GetAsync(path);
            AssertDescribed(await RunningGateway.JsonOf(response), schemas.GetProperty(path == "healthz" ? "Health" : "ModelList"), path);
        }
    }

    [Fact]
    public async Task Every_status_a_failure_has_is_described()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var responses = (await DocumentAsync(gateway)).GetProperty("paths").GetProperty(Generations).GetProperty("post").GetProperty("responses");
        // 499 is never sent: its client has left.
        var statuses = Enum.GetValues<FailureCode>().Except([FailureCode.Cancelled]).Select(code => code.HttpStatus().ToString(CultureInfo.InvariantCulture));
        Assert.All(statuses, status => Assert.True(responses.TryGetProperty(status, out _), status));
    }

    [Fact]
    public async Task Words_and_bounds_described_are_those_that_are_read()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var fields = Member((await DocumentAsync(gateway)).GetProperty("paths"), Generations, "post", "requestBody", "content", "application/json", "schema", "properties")!.Value;
        foreach (var field in fields.EnumerateObject())
        {
            string[] words = field.Value.TryGetProperty("enum", out var all) ? [.. all.EnumerateArray().Select(word => word.GetString()!)] : [];
            foreach (string word in words)
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, field.Name, word));
            if (words.Length > 0)
                Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(gateway, field.Name, "nonsense"));
            await AssertBoundAsync(gateway, field, "minimum", -1);
            await AssertBoundAsync(gateway, field, "maximum", 1);
        }
    }

    [Fact]
    public async Task Operations_have_names_of_their_own_and_parameters_are_explained()
    {
        await using var gateway = await QueuedGateway.StartAsync(hasWorker: false);
        using var response = await gateway.GetAsync("openapi.json");
        var operations = Operations(await RunningGateway.JsonOf(response)).ToArray();
        string[] names = [.. operations.Select(operation => operation.Body.GetProperty("operationId").GetString()!)];
        Assert.Contains("postV1JobsByIdCancel", names);
        Assert.Equal(names.Length, names.Distinct().Count());
        var parameters = operations.SelectMany(operation => Member(operation.Body, "parameters") is { } list ? list.EnumerateArray() : []);
        Assert.All(parameters, parameter => Assert.True(parameter.TryGetProperty("description", out _), parameter.GetRawText()));
    }

    private static async Task AssertBoundAsync(RunningGateway gateway, JsonProperty field, string bound, int beyond)
    {
        if (!field.Value.TryGetProperty(bound, out var limit))
            return;
        // Previews need a stream; everything else stands alone.
        if (field.Name != "partial_images")
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, field.Name, limit.GetDouble()));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(gateway, field.Name, limit.GetDouble() + beyond));
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningGateway gateway, string field, object value)
    {
        using var response = await gateway.GenerateAsync(JsonSerializer.Serialize(new Dictionary<string, object> { ["prompt"] = "p", [field] = value }));
        return response.StatusCode;
    }

    /// <summary>The names and the picture of the sample model for those of the built-in one.</summary>
    private static string Filled(string example) => JsonNode.Parse(example)!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        .Replace("base64,…", $"base64,{Samples.PngBase64}", StringComparison.Ordinal).Replace("pastel", "watercolor", StringComparison.Ordinal)
        .Replace("DPM++ 2M", "Euler", StringComparison.Ordinal).Replace("karras", "Automatic", StringComparison.Ordinal);

    /// <summary>Whatever an answer holds stands in its schema with a text.</summary>
    private static void AssertDescribed(JsonElement value, JsonElement schema, string place)
    {
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var item in value.EnumerateArray())
                AssertDescribed(item, items, $"{place}[]");
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            var properties = schema.GetProperty("properties");
            foreach (var member in value.EnumerateObject())
            {
                Assert.True(properties.TryGetProperty(member.Name, out var described), $"{place}.{member.Name} is not described");
                Assert.True(described.TryGetProperty("description", out _), $"{place}.{member.Name} is not explained");
                AssertDescribed(member.Value, described, $"{place}.{member.Name}");
            }
        }
    }

    private static IEnumerable<(string Method, string Path, JsonElement Body)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name, path.Name, operation.Value);

    private static JsonElement? Member(JsonElement value, params string[] path)
    {
        foreach (string name in path)
        {
            if (!value.TryGetProperty(name, out value))
                return null;
        }

        return value;
    }

    private static async Task<JsonElement> DocumentAsync(RunningGateway gateway)
    {
        using var response = await gateway.GetAsync("openapi.json");
        return await RunningGateway.JsonOf(response);
    }
}
