using System.Net;
using System.Net.Sockets;
using System.Text;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Tests.Requests;

namespace SwiftDiffusion.Gateway.Tests;

/// <summary>What somebody may send who means no good, and the refusal it meets. No job is made of any of it.</summary>
public sealed class HostileInputTests
{
    private const int MaxBody = 200_000;

    /// <summary>Path, body, expected status, and a part of the answer.</summary>
    public static TheoryData<string, string, int, string> Table { get; } = new()
    {
        { "v1/images/generations", $$"""{"prompt":"{{new string('a', MaxBody)}}"}""", 413, "body_too_large" },
        { "sdapi/v1/txt2img", $$"""{"prompt":"{{new string('a', MaxBody)}}"}""", 413, "Request body too large" },
        { "sdapi/v1/png-info", $$"""{"image":"{{new string('a', MaxBody)}}"}""", 413, "Request body too large" },
        { "v1/images/generations", new string('[', 10_000), 400, "depth" },
        { "sdapi/v1/txt2img", new string('[', 10_000), 422, "depth" },
        { "v1/images/generations", """{"prompt":"a","prompt":"b"}""", 400, "Duplicate" },
        { "sdapi/v1/txt2img", """{"prompt":"a","prompt":"b"}""", 422, "Duplicate" },
        { "v1/images/generations", """{"prompt":"a","loras":[{"name":"../../../../etc/passwd"}]}""", 400, "loras[0].name" },
        { "v1/images/generations", """{"prompt":"a","model":"..\\..\\windows"}""", 404, "unknown_model" },
        { "v1/images/generations", """{"prompt":"a","controlnets":[{"name":"/dev/zero","image":"PNG"}]}""", 400, "controlnets[0].name" },
        { "v1/images/generations", """{"prompt":"a","controlnets":[{"name":"seg","image":"file:///etc/passwd"}]}""", 400, "controlnets[0].image" },
        { "sdapi/v1/txt2img", """{"prompt":"<lora:..\/..\/etc\/passwd:1>"}""", 422, "prompt" },
        { "sdapi/v1/img2img", """{"init_images":["/etc/passwd"]}""", 422, "init_images" },
        { "sdapi/v1/img2img", """{"init_images":["http://169.254.169.254/latest"]}""", 422, "init_images" },
        { "v1/images/edits", """{"prompt":"a","images":[{"image_url":"http://127.0.0.1/"}]}""", 400, "images[0].image_url" },
        { "v1/images/edits", """{"prompt":"a","images":[{"image_url":"BOMB"}]}""", 400, "too many pixels" },
        { "sdapi/v1/img2img", """{"init_images":["BOMB"]}""", 422, "too many pixels" },
        { "v1/images/generations", """{"prompt":"a","controlnets":[{"name":"seg","image":"BOMB"}]}""", 400, "too many pixels" },
        { "v1/images/generations", """{"prompt":"a\u0000b"}""", 400, "U+0000" },
        { "sdapi/v1/txt2img", """{"prompt":"a\u0000b"}""", 422, "U+0000" },
        { "sdapi/v1/txt2img", """{"negative_prompt":"\u001b]0;x\u0007"}""", 422, "U+001B" },
        { "v1/images/generations", """{"prompt":"\ud800"}""", 400, "not valid Unicode" },
        { "v1/images/generations", """{"prompt":"a","seed":1e400}""", 400, "seed" },
        { "v1/images/generations", """{"prompt":"a","size":"99999999999x1"}""", 400, "size" },
        { "v1/images/generations", """{"prompt":"a","n":2147483648}""", 400, "\"n\"" },
        { "sdapi/v1/txt2img", """{"width":99999999,"height":99999999}""", 422, "width" },
        { "sdapi/v1/txt2img", """{"batch_size":10,"n_iter":10}""", 422, "n_iter" },
        { "sdapi/v1/txt2img", """{"script_name":"../../run.py","script_args":["rm"]}""", 422, "not found" },
        { "controlnet/detect", """{"controlnet_module":"canny","controlnet_input_images":["PNG"],"controlnet_processor_res":1000000}""", 422, "controlnet_processor_res" },
        { "internal/progress", """{"id_task":"\u0000"}""", 422, "U+0000" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Hostile_input_is_refused(string path, string body, int status, string told)
    {
        await using var gateway = await RunningGateway.StartAsync(options => options.MaxBodySizeBytes = MaxBody);
        string expanded = BadRequests.Expand(body.Replace("BOMB", Samples.PngOfBase64(FakePictureService.TooLarge, 1), StringComparison.Ordinal));
        using var response = await gateway.PostAsync(path, expanded);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, answer);
        Assert.Contains(told, System.Text.RegularExpressions.Regex.Unescape(answer), StringComparison.OrdinalIgnoreCase);
        Assert.Null(gateway.Service.LastJob);
    }

    [Fact]
    public async Task A_body_that_trickles_is_not_waited_for()
    {
        await using var gateway = await RunningGateway.StartAsync(options =>
        {
            options.MinBodyBytesPerSecond = 1_000_000;
            options.SlowBodyGrace = TimeSpan.FromSeconds(1.1);
        });
        string answer = await RawAsync(gateway, "POST /v1/images/generations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nx-request-id: a\r\n b\r\n\r\n")]
    [InlineData("POST /v1/images/generations HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET /v1/models\0 HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /v1/models HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    public async Task Requests_that_are_not_quite_HTTP_are_refused(string request)
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Matches("^HTTP/1.1 4", await RawAsync(gateway, request));
    }

    [Theory]
    [InlineData("a;b")]
    [InlineData("a b")]
    [InlineData("<script>")]
    public async Task An_id_that_is_not_fit_for_a_header_is_replaced(string id)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "livez");
        request.Headers.TryAddWithoutValidation("x-request-id", id);
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.StartsWith("req_", Assert.Single(response.Headers.GetValues("x-request-id")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_many_parts_is_refused()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var content = Forms.Content([.. Enumerable.Range(0, 500).Select(i => ($"f{i}", (object)"x"))]);
        using var response = await gateway.Client.PostAsync("v1/images/edits", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task What_a_failure_says_cannot_break_out_of_the_answer()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Answer = (_, _) => Task.FromResult<GenerationOutcome>(new JobFailure(FailureCode.AdapterLoadFailed, "a\r\nSet-Cookie: x=1\"}"));
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal("a\r\nSet-Cookie: x=1\"}", (await RunningGateway.JsonOf(response)).GetProperty("detail").GetString());
    }

    private static async Task<string> RawAsync(RunningGateway gateway, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }
}
