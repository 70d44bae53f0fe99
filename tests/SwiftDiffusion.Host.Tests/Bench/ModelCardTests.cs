using SwiftDiffusion.Host.Bench.Quality;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Tests.Bench;

public sealed class ModelCardTests
{
    [Fact]
    public async Task The_row_of_one_object_is_read_with_its_setting()
    {
        var card = await ReadAsync("Measured at 3. The figures below were measured at guidance 4.5.\n| setting | result |\n| one object, 12 steps | obj 0.9, all 1.0 |\n");

        Assert.Equal((12, 4.5f), (card.InferenceSteps, card.GuidanceScale));
        Assert.Equal([KeyValuePair.Create("obj", 0.9), KeyValuePair.Create("all", 1.0)], card.Rates);
    }

    [Theory]
    [InlineData("measured at guidance 4")]
    [InlineData("| one object, 12 steps | obj 0.9 |")]
    public async Task A_card_that_leaves_the_setting_open_is_refused(string text)
    {
        var failure = await Assert.ThrowsAsync<ModelFormatException>(() => ReadAsync(text));

        Assert.Contains("one object, N steps", failure.Problem, StringComparison.Ordinal);
    }

    private static async Task<ModelCard> ReadAsync(string text)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("MODEL_CARD.md"), text, TestContext.Current.CancellationToken);
        return ModelCard.Read(folder.Path);
    }
}
