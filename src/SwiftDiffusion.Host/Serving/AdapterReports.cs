using System.Threading.Channels;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Generation;

namespace SwiftDiffusion.Host.Serving;

/// <summary>Tells a job's watcher how far its adapters are, and when they have joined.</summary>
internal sealed class AdapterReports(IProgress<GenerationProgress> report) : IProgress<AdapterProgress>
{
    public void Report(AdapterProgress value) => report.Report(new GenerationProgress.AdapterLoading(
        value.Name, value.TotalBytes is > 0 and var total ? Math.Min(1, (double)value.ReceivedBytes / total) : null));

    /// <summary>Passes on which adapters join an image, until it ends.</summary>
    public async Task FollowAsync(int image, ChannelReader<GenerationEvent> events)
    {
        await foreach (var happened in events.ReadAllAsync().ConfigureAwait(false))
        {
            if (happened is GenerationEvent.AdapterAttached attached)
                report.Report(new GenerationProgress.AdapterAttached(attached.Adapter, image, attached.Call));
        }
    }
}
