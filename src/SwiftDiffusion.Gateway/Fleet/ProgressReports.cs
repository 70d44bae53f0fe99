using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Gateway.Fleet;

/// <summary>Events of a job as reports to whoever watches a request. An attempt after a lost one begins anew, previews included.</summary>
internal sealed class ProgressReports(IProgress<GenerationProgress>? progress)
{
    private readonly int[] _previews = new int[JobLimits.MaxImages];

    public void Pass(JobEvent happened)
    {
        switch (happened)
        {
            case JobEvent.Started:
                Array.Clear(_previews);
                progress?.Report(new GenerationProgress.Started());
                break;
            case JobEvent.Stepped step:
                progress?.Report(new GenerationProgress.Stepped(step.Image, step.Step, step.Steps));
                if (step.Preview is { } preview)
                    progress?.Report(new GenerationProgress.Previewed(step.Image, _previews[step.Image]++, preview.Content));
                break;
            case JobEvent.AdapterLoading loading:
                progress?.Report(new GenerationProgress.AdapterLoading(loading.Adapter, loading.Fraction));
                break;
            case JobEvent.AdapterAttached attached:
                progress?.Report(new GenerationProgress.AdapterAttached(attached.Adapter, attached.Image, attached.Step));
                break;
        }
    }
}
