using System.Net;
using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Images;

public sealed class ResultFilesTests
{
    private const string AsUrl = """{"prompt":"p","response_format":"url","output_format":"webp"}""";

    [Fact]
    public async Task A_picture_can_be_fetched_from_its_address()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var address = Assert.Single(await AddressesAsync(gateway, AsUrl));
        Assert.StartsWith($"{gateway.Address.OriginalString}/v1/images/files/", address.OriginalString, StringComparison.Ordinal);
        Assert.EndsWith(".webp", address.OriginalString, StringComparison.Ordinal);

        using var response = await gateway.Client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal("image/webp", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(Samples.PngBytes, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Addresses_never_repeat_and_cannot_be_guessed()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var addresses = await AddressesAsync(gateway, """{"prompt":"p","response_format":"url","n":10}""");
        Assert.Equal(10, addresses.Select(address => address.OriginalString).Distinct().Count());
        Assert.All(addresses, address => Assert.True(Path.GetFileNameWithoutExtension(address.AbsolutePath).Length >= 32));
    }

    [Fact]
    public async Task A_picture_is_gone_after_its_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var gateway = await RunningGateway.StartAsync(options => options.ResultLifetime = TimeSpan.FromMinutes(5), time);
        var address = Assert.Single(await AddressesAsync(gateway, AsUrl));

        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, address));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway, address));
    }

    [Fact]
    public async Task The_oldest_pictures_make_room_for_new_ones()
    {
        await using var gateway = await RunningGateway.StartAsync(options => options.ResultBudgetBytes = 1024);
        gateway.Service.Answer = (_, _) => Task.FromResult<GenerationOutcome>(
            new GenerationResult([new GeneratedImage(new byte[600], "image/png", 1, "")], new GenerationTimings()));
        var first = Assert.Single(await AddressesAsync(gateway, AsUrl));
        var second = Assert.Single(await AddressesAsync(gateway, AsUrl));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await StatusAsync(gateway, first), await StatusAsync(gateway, second)));
    }

    [Theory]
    [InlineData("nothing.png")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    public async Task An_unknown_id_is_not_found_in_the_APIs_form(string id)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GetAsync($"v1/images/files/{id}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("unknown_image", (await RunningGateway.JsonOf(response)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Behind_a_proxy_addresses_begin_with_the_public_one()
    {
        await using var gateway = await RunningGateway.StartAsync(options => options.PublicUrl = new Uri("https://pictures.example.com/api/"));
        var address = Assert.Single(await AddressesAsync(gateway, AsUrl));
        Assert.StartsWith("https://pictures.example.com/api/v1/images/files/", address.OriginalString, StringComparison.Ordinal);
    }

    private static async Task<Uri[]> AddressesAsync(RunningGateway gateway, string body)
    {
        using var response = await gateway.GenerateAsync(body);
        var data = (await RunningGateway.JsonOf(response)).GetProperty("data");
        return [.. data.EnumerateArray().Select(image => new Uri(image.GetProperty("url").GetString()!))];
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningGateway gateway, Uri address)
    {
        using var response = await gateway.Client.GetAsync(address, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
