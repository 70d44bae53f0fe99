namespace SwiftDiffusion.Gateway.Tests.Models;

public sealed class NoiseSchedulersApiTests
{
    [Fact]
    public async Task Noise_schedulers_of_all_models_are_listed_once_with_names_for_people()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Models = [Samples.Plain with { NoiseSchedulers = ["euler", "dpmpp-2m-karras"] }, Samples.Plain with { Id = "other", NoiseSchedulers = ["euler", "own"] }];
        using var response = await gateway.GetAsync("v1/noise-schedulers");
        Assert.Equal(
            """{"object":"list","data":[{"id":"euler","name":"Euler"},{"id":"dpmpp-2m-karras","name":"DPM++ 2M Karras"},{"id":"own","name":"own"}]}""",
            (await RunningGateway.JsonOf(response)).GetRawText());
    }
}
