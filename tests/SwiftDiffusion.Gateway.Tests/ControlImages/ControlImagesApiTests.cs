using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.ControlImages;

public sealed class ControlImagesApiTests
{
    [Theory]
    [InlineData("\"size\":\"128x64\",\"low\":10,\"high\":20,", 128, 64, 10, 20)]
    [InlineData("", 256, 192, 100, 200)]
    public async Task Edges_are_drawn_at_the_size_of_the_request_or_else_of_the_picture(string fields, int width, int height, int low, int high)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.PostAsync("v1/control-images", $$"""{{{fields}}"preprocessor":"canny","image":"{{Samples.PngOfBase64(256, 192)}}"}""");
        string image = (await RunningGateway.JsonOf(response)).GetProperty("image").GetString()!;
        Assert.Equal($"data:image/png;base64,{Convert.ToBase64String("edges"u8)}", image);
        var (thresholds, size) = ((FakePictureService)gateway.Services.GetRequiredService<IPictureService>()).LastEdges!.Value;
        Assert.Equal((new CannyThresholds(low, high), new PictureSize(width, height)), (thresholds, size.Of(1, 1)));
    }

    [Fact]
    public async Task Every_problem_is_told_at_once()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.PostAsync("v1/control-images", """{"preprocessor":"depth","low":300,"high":200,"size":"7x7","sise":1}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var fields = (await RunningGateway.JsonOf(response)).GetProperty("errors").EnumerateArray().Select(problem => problem.GetProperty("field").GetString());
        Assert.Equal(["image", "preprocessor", "low", "size", "sise"], fields);
    }
}
