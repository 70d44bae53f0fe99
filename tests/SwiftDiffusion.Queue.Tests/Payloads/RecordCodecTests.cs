using SwiftDiffusion.Contracts;
using SwiftDiffusion.Queue.Payloads;

namespace SwiftDiffusion.Queue.Tests.Payloads;

public sealed class RecordCodecTests
{
    [Fact]
    public void Every_property_of_a_job_survives()
    {
        var job = Specimen.Of(Samples.Job());
        var codec = new RecordCodec<GenerationJob>();
        Assert.Empty(Specimen.Differences(job, codec.Decode(codec.Encode(job)), "job"));
    }

    [Fact]
    public void Every_property_of_a_result_survives()
    {
        var result = new GenerationResult(
            [new GeneratedImage(new byte[] { 1, 2 }, "image/png", 3, "a\nb"), new GeneratedImage(new byte[] { 4 }, "image/webp", 5, "")],
            Specimen.Of(new GenerationTimings()));
        var codec = new RecordCodec<GenerationResult>();
        Assert.Empty(Specimen.Differences(result, codec.Decode(codec.Encode(result)), "result"));
    }

    [Fact]
    public void A_specimen_differs_from_the_default_in_every_property()
    {
        string[] same = [.. typeof(GenerationJob).GetProperties().Select(property => $"job.{property.Name}")
            .Except(Specimen.Differences(Samples.Job(), Specimen.Of(Samples.Job()), "job").Select(path => path.Split('[')[0]).Select(path => string.Join('.', path.Split('.').Take(2))))];
        Assert.Empty(same);
    }

    [Fact]
    public void Binary_values_stay_out_of_the_document()
    {
        var job = Samples.Job(controlNets: ["a", "b"]);
        var encoded = new RecordCodec<GenerationJob>().Encode(job);
        Assert.Equal(2, encoded.Parts.Length);
        Assert.DoesNotContain(Convert.ToBase64String(job.ControlNets[0].Image.Span), encoded.Document, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_an_older_version_did_not_write_has_its_default()
    {
        var codec = new RecordCodec<GenerationJob>();
        const string Old = """{"model":"m","prompt":"p","width":64,"height":64,"inferenceSteps":4,"guidanceScale":7,"seed":1}""";
        var job = codec.Decode(new EncodedRecord(Old, []));
        Assert.Empty(Specimen.Differences(Samples.Job("m") with { Prompt = "p" }, job, "job"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"model":"m","prompt":"p","width":63,"height":64,"inferenceSteps":4,"guidanceScale":7,"seed":1}""")]
    [InlineData("""{"model":"m","prompt":"p","width":64,"height":64,"inferenceSteps":4,"guidanceScale":7,"seed":1,"controlNets":[{"name":"c","image":0,"start":0,"end":1}]}""")]
    public void What_cannot_be_read_is_refused(string document) =>
        Assert.Throws<PayloadException>(() => new RecordCodec<GenerationJob>().Decode(new EncodedRecord(document, [])));
}
