using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Fleet;

namespace SwiftDiffusion.Gateway.Tests.Fleet;

public sealed class ProgressReportsTests
{
    [Fact]
    public void Previews_are_numbered_for_each_image_and_begin_anew_with_another_attempt()
    {
        var seen = new Seen();
        var reports = new ProgressReports(seen);
        foreach (int image in (int[])[0, 1, 0])
            reports.Pass(Step(image, 1, new JobPreview(Samples.PngBytes, "image/png")));
        reports.Pass(new JobEvent.Started("w2", 2) { Sequence = 9, At = default });
        reports.Pass(Step(0, 1, new JobPreview(Samples.PngBytes, "image/png")));

        Assert.Equal([(0, 0), (1, 0), (0, 1), (0, 0)], seen.Reports.OfType<GenerationProgress.Previewed>().Select(preview => (preview.Image, preview.Index)));
        Assert.Single(seen.Reports.OfType<GenerationProgress.Started>());
    }

    [Fact]
    public void Steps_and_adapters_are_passed_on_as_they_are()
    {
        var seen = new Seen();
        var reports = new ProgressReports(seen);
        reports.Pass(Step(1, 5, null));
        reports.Pass(new JobEvent.AdapterLoading("ink", 0.5) { Sequence = 2, At = default });
        reports.Pass(new JobEvent.AdapterAttached("ink", 1, 6) { Sequence = 3, At = default });
        Assert.Equal(
            [new GenerationProgress.Stepped(1, 5, 20), new GenerationProgress.AdapterLoading("ink", 0.5), new GenerationProgress.AdapterAttached("ink", 1, 6)], seen.Reports);
    }

    private static JobEvent.Stepped Step(int image, int step, JobPreview? preview) => new(image, step, 20, preview) { Sequence = 1, At = default };

    private sealed class Seen : IProgress<GenerationProgress>
    {
        public List<GenerationProgress> Reports { get; } = [];

        public void Report(GenerationProgress value) => Reports.Add(value);
    }
}
