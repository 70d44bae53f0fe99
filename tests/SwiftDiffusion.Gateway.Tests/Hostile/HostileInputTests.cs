using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Tests.Requests;

namespace SwiftDiffusion.Gateway.Tests.Hostile;

/// <summary>Everything in <see cref="HostileInputs"/>, and what cannot be written as a body, is refused, and no job is made of any of it.</summary>
public sealed class HostileInputTests(HostileGateway hostile) : IClassFixture<HostileGateway>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, int, string> Bodies => HostileInputs.Bodies;

    public static TheoryData<string, string, string> Addresses => HostileInputs.Addresses;

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_is_refused(string attack, string path, string body, int status, string told)
    {
        long waiting = (await hostile.Gateway.Queue.Jobs.TotalsAsync(Token)).Waiting;
        using var response = await hostile.PostAsync(path, HostileInputs.Expand(body));
        string answer = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == (int)response.StatusCode, $"{attack}: {(int)response.StatusCode} {answer}");
        Assert.Contains(told, Regex.Unescape(answer), StringComparison.OrdinalIgnoreCase);
        Assert.True(Declared.IsErrorOf(path, JsonElement.Parse(answer)), answer);
        Assert.InRange(answer.Length, 1, 64 * 1024);
        Assert.Equal(waiting, (await hostile.Gateway.Queue.Jobs.TotalsAsync(Token)).Waiting);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task There_is_nothing_at_an_address(string attack, string method, string address)
    {
        string target = address.Replace("JOB", $"{JobId.At(DateTimeOffset.UnixEpoch)}", StringComparison.Ordinal);
        int? status = await hostile.StatusOfAsync($"{method} {target} HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.True(status is 400 or 404, $"{attack}: {status}");
    }

    [Theory]
    [InlineData("v1/images/generations")]
    [InlineData("sdapi/v1/txt2img")]
    public async Task A_body_that_trickles_is_not_waited_for(string path) =>
        Assert.Equal(408, await hostile.StatusOfAsync($"POST /{path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"));

    [Theory]
    [InlineData("folded header", "GET / HTTP/1.1\r\nHost: a\r\nx-request-id: a\r\n b\r\n\r\n")]
    [InlineData("two lengths", "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("null in the target", "GET /v1/models\0 HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("two hosts", "GET /v1/models HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("line break in a host", "GET /v1/models HTTP/1.1\r\nHost: a\nb\r\n\r\n")]
    public async Task What_is_not_quite_HTTP_is_refused(string attack, string request)
    {
        int? status = await hostile.StatusOfAsync(request);
        Assert.True(status is >= 400 and < 500, $"{attack}: {status}");
    }

    [Theory]
    [InlineData("a;b")]
    [InlineData("a b")]
    [InlineData("<script>")]
    public async Task An_id_that_is_not_fit_for_a_header_is_replaced(string id)
    {
        using var response = await hostile.Gateway.GetAsync("livez", ("x-request-id", id));
        Assert.StartsWith("req_", Assert.Single(response.Headers.GetValues("x-request-id")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_breaks_of_an_address_do_not_reach_the_headers()
    {
        using var response = await hostile.Gateway.GetAsync("v1/jobs?limit=1%0d%0aSet-Cookie:%20x=1");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_form_of_many_parts_is_refused()
    {
        byte[] form = Forms.Write([.. Enumerable.Range(0, 500).Select(i => ($"f{i}", (object)"x"))]);
        using var response = await hostile.PostAsync("v1/images/edits", form, Forms.ContentType);
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
}
