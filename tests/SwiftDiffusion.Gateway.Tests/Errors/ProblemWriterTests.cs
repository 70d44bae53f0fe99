using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Errors;

public sealed class ProblemWriterTests
{
    public static TheoryData<FailureCode> Codes => [.. Enum.GetValues<FailureCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_failure_has_a_body_for_HTTP_tools_and_for_OpenAI_clients(FailureCode code)
    {
        await using var gateway = await RunningGateway.StartAsync();
        GenerationOutcome failed = new JobFailure(code, "It went wrong.", "loras[0].name");
        gateway.Service.Answer = (_, _) => Task.FromResult(failed);
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");

        Assert.Equal(code.HttpStatus(), (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code.IsRetryable() ? "true" : "false", Assert.Single(response.Headers.GetValues("x-should-retry")));
        Assert.Equal(code.IsRetryable() && code.HttpStatus() is 429 or 503, response.Headers.RetryAfter is not null);

        var json = await RunningGateway.JsonOf(response);
        Assert.Equal(code.HttpStatus(), json.GetProperty("status").GetInt32());
        Assert.Equal($"urn:swiftdiffusion:problem:{code.Tag()}", json.GetProperty("type").GetString());
        Assert.Equal("It went wrong.", json.GetProperty("detail").GetString());
        Assert.Equal(Assert.Single(response.Headers.GetValues("x-request-id")), json.GetProperty("request_id").GetString());
        var error = json.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("It went wrong.", "loras[0].name", code.Tag()),
            (error.GetProperty("message").GetString(), error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Words_can_be_read_in_a_terminal()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var openAI = await gateway.GenerateAsync("""{"prompt":"p","size":"grün"}""");
        Assert.Contains("size: found \\\"grün\\\"; accepted: auto or", await openAI.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var webUi = await gateway.PostAsync("sdapi/v1/txt2img", """{"prompt":"<lora:größer:1>"}""");
        Assert.Contains("prompt: found <lora:größer:1>; accepted: watercolor", await webUi.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailureCode.AdapterLoadFailed, "invalid_request_error")]
    [InlineData(FailureCode.Overloaded, "rate_limit_error")]
    [InlineData(FailureCode.OutOfMemory, "server_error")]
    public async Task The_error_type_is_one_that_OpenAI_clients_know(FailureCode code, string type)
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Answer = (_, _) => Task.FromResult<GenerationOutcome>(new JobFailure(code, "It went wrong."));
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        var error = (await RunningGateway.JsonOf(response)).GetProperty("error");
        Assert.Equal(type, error.GetProperty("type").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, error.GetProperty("param").ValueKind);
    }
}
