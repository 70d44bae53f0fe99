using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SwiftDiffusion.Gateway.Fleet;

/// <summary>When the process has been asked to stop, and when the requests that ran then have had their time.</summary>
internal sealed class DrainDeadline : IDisposable
{
    private readonly CancellationTokenSource _passed;
    private readonly CancellationTokenRegistration _stopping;

    public DrainDeadline(IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options, TimeProvider time)
    {
        Stopping = lifetime.ApplicationStopping;
        _passed = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = Stopping.Register(() => _passed.CancelAfter(options.Value.DrainTimeout));
    }

    /// <summary>Fires when the process is asked to stop. Whoever only watches ends then, and asks another gateway.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Fires when running requests have had their time.</summary>
    public CancellationToken Passed => _passed.Token;

    public void Dispose()
    {
        _stopping.Dispose();
        _passed.Dispose();
    }
}
