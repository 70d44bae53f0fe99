using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Traces;

public sealed class TraceReaderTests
{
    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal("nowhere.jsonl: file not found", Assert.Throws<UserException>(() => TraceReader.Read("nowhere.jsonl")).Message);

    [Fact]
    public void A_name_that_tells_no_kind_asks_for_one() =>
        Assert.Contains("say --format", Assert.Throws<UserException>(() => Reading.Of("trace.dat", "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_named_kind_wins_over_the_file_name()
    {
        using var folder = new Testing.TemporaryFolder();
        File.WriteAllText(folder.File("window.log"), "A 1\n");

        Assert.Single(TraceReader.Read(folder.File("window.log"), TraceFormat.DiFlow).Requests);
    }
}
