namespace SwiftDiffusion.Gateway.Tests.Pipeline;

public sealed class RequestIdsTests
{
    [Theory]
    [InlineData("abc-123_DEF.4:5", true)]
    [InlineData("has space", false)]
    [InlineData("<script>", false)]
    public async Task A_clients_id_comes_back_if_it_is_harmless(string id, bool isKept)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "livez");
        request.Headers.TryAddWithoutValidation("x-request-id", id);
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(isKept, Assert.Single(response.Headers.GetValues("x-request-id")) == id);
    }

    [Theory]
    [InlineData("livez")]
    [InlineData("nowhere")]
    [InlineData("v1/models/nothing")]
    public async Task Every_response_has_its_own_id(string path)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var first = await gateway.GetAsync(path);
        using var second = await gateway.GetAsync(path);
        string[] ids = [.. first.Headers.GetValues("x-request-id"), .. second.Headers.GetValues("x-request-id")];
        Assert.All(ids, id => Assert.Matches("^req_[0-9a-f]{32}$", id));
        Assert.NotEqual(ids[0], ids[1]);
    }
}
