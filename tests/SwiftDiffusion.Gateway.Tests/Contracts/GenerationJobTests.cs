using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Contracts;

public sealed class GenerationJobTests
{
    public static TheoryData<string, Action> Impossible => new()
    {
        { "Model", () => _ = Samples.Job with { Model = " " } },
        { "Prompt", () => _ = Samples.Job with { Prompt = null! } },
        { "Width", () => _ = Samples.Job with { Width = 100 } },
        { "Height", () => _ = Samples.Job with { Height = 0 } },
        { "InferenceSteps", () => _ = Samples.Job with { InferenceSteps = 1001 } },
        { "GuidanceScale", () => _ = Samples.Job with { GuidanceScale = double.NaN } },
        { "GuidanceScale", () => _ = Samples.Job with { GuidanceScale = double.PositiveInfinity } },
        { "GuidanceRescale", () => _ = Samples.Job with { GuidanceRescale = 1.1 } },
        { "Seed", () => _ = Samples.Job with { Seed = -1 } },
        { "NoiseScheduler", () => _ = Samples.Job with { NoiseScheduler = "" } },
        { "ClipSkip", () => _ = Samples.Job with { ClipSkip = 12 } },
        { "ImageCount", () => _ = Samples.Job with { ImageCount = 11 } },
        { "compression", () => _ = new ImageOutput(OutputFormat.Jpeg, 101) },
        { "lora scale", () => _ = new LoraReference("a", double.NaN) },
        { "image", () => _ = new ControlNetReference("a", default, ControlPreprocessor.None, 1, 0, 1) },
        { "start after end", () => _ = new ControlNetReference("a", Samples.PngBytes, ControlPreprocessor.None, 1, 0.6, 0.5) },
        { "end above 1", () => _ = new ControlNetReference("a", Samples.PngBytes, ControlPreprocessor.None, 1, 0, 1.1) },
        { "no images", () => _ = new GenerationResult([], new GenerationTimings()) },
        { "empty message", () => _ = new JobFailure(FailureCode.Internal, "") },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_invalid_record_cannot_be_made(string what, Action make) =>
        Assert.True(Record.Exception(make) is ArgumentException, what);

    [Fact]
    public void Each_image_of_a_job_has_the_next_seed() =>
        Assert.Equal([7, 8, 9], Enumerable.Range(0, 3).Select((Samples.Job with { ImageCount = 3 }).SeedOf));

    [Fact]
    public void Even_the_last_seed_fits_a_JavaScript_number()
    {
        var job = Samples.Job with { Seed = JobLimits.MaxSeed, ImageCount = JobLimits.MaxImages };
        Assert.True(job.SeedOf(JobLimits.MaxImages - 1) <= (1L << 53) - 1);
    }
}
