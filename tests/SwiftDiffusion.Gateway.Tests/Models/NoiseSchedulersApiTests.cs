namespace SwiftDiffusion.Gateway.Tests.Models;

public sealed class NoiseSchedulersApiTests
{
    [Fact]
    public async Task Noise_schedulers_of_all_models_are_listed_once_with_names_for_people()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Models = [Samples.Plain with { NoiseSchedulers = ["euler", "dpmpp-2m-karras"] }, Samples.Plain with { Id = "other", NoiseSchedulers = ["euler", "own"] }];
        using var response = await gateway.GetAsync("v1/noise-schedulers");
        var list = (await RunningGateway.JsonOf(response)).GetProperty("data").EnumerateArray()
            .Select(entry => (entry.GetProperty("id").GetString(), entry.GetProperty("name").GetString()));
        Assert.Equal([("euler", "Euler"), ("dpmpp-2m-karras", "DPM++ 2M Karras"), ("own", "own")], list);
    }
}
