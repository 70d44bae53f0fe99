using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Output;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Stubs;
using SwiftDiffusion.LoadGen.Targets;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Replay;

/// <summary>
/// A whole run.
/// <list type="number">
/// <item>ask the server what it offers</item>
/// <item>start the stub adapter server, if adapters come from there, and register its stubs with the server</item>
/// <item>plan: map the trace's add-ons, scale its arrivals</item>
/// <item>replay in an open loop while a viewer shows how it goes</item>
/// </list>
/// </summary>
/// <param name="face">The server's API.</param>
/// <param name="server">The server.</param>
/// <param name="options">How to replay.</param>
/// <param name="stubs">Stub adapters; null to use the server's own.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadRun(TargetFace face, TargetOptions server, RunOptions options, StubAdapterOptions? stubs, TimeProvider time)
{
    /// <exception cref="UserException">The server does not answer, or cannot do what the trace asks.</exception>
    public async Task<(RunInfo Info, IReadOnlyList<RequestRecord> Records)> ReplayAsync(Trace trace, IRunView view, CancellationToken interrupted)
    {
        using var client = ApiClient.Create(server.Address);
        var target = Connect(trace, client);
        var clock = options.IsEmulated ? new ScaledTime(time, options.TimeScale) : time;

        // 1. catalog
        var catalog = await target.ReadCatalogAsync(interrupted).ConfigureAwait(false);

        // 2. stubs
        await using var stubServer = stubs is null ? null : await StubAdapterServer.StartAsync(stubs, clock, interrupted).ConfigureAwait(false);
        await using var registered = stubServer is null
            ? null
            : await StubRegistration.RegisterAsync(client, server, stubServer.Urls, time, interrupted).ConfigureAwait(false);

        // 3. plan
        var addOns = new AddOnMap(trace, registered?.Names ?? catalog.Loras, catalog.ControlNets);
        // A clock that runs as fast as the trace is to be played leaves nothing to scale.
        var plan = RunPlan.Create(trace, addOns, options.IsEmulated ? options with { TimeScale = 1 } : options);
        var info = new RunInfo(
            trace.Name, server.Address.ToString(), NameOf(face), server.Model ?? catalog.Model, addOns.Describe(), time.GetUtcNow(), options.Seed,
            options.TimeScale, options.IsEmulated, options.RateScale, options.WarmUp.TotalSeconds, options.CancelRate, options.MaxLag.TotalMilliseconds);

        // 4. replay
        var progress = new RunProgress();
        var replay = new OpenLoop(target, clock, progress, options).RunAsync(plan, interrupted);
        await view.ShowAsync(info, plan, progress, replay).ConfigureAwait(false);
        var records = await replay.ConfigureAwait(false);
        return (info, options.IsEmulated ? [.. records.Select(record => record.WithPhasesTimes(options.TimeScale))] : records);
    }

    private ITarget Connect(Trace trace, ApiClient client)
    {
        if (face == TargetFace.Jobs && trace.Requests.Any(request => request.MaskRatio is not null))
            throw new UserException("The trace has requests with mask_ratio, which the jobs API does not take; use --api openai or a1111.");
        return face switch
        {
            TargetFace.A1111 => new A1111Target(client, server),
            TargetFace.Jobs => new JobsTarget(client, server, time),
            _ => new OpenAITarget(client, server),
        };
    }

    private static string NameOf(TargetFace face) => face switch
    {
        TargetFace.A1111 => "a1111",
        TargetFace.Jobs => "jobs",
        _ => "openai",
    };
}
