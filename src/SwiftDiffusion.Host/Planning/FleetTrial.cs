using System.Globalization;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Host.Serving;
using SwiftDiffusion.LoadGen;
using SwiftDiffusion.LoadGen.Output;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Stubs;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.Host.Planning;

/// <summary>
/// Replays a trace against fleets, each of them a whole server in this process. Main path: (1) start a server on that many emulated devices, (2) replay over HTTP,
/// (3) compute.
/// </summary>
internal sealed class FleetTrial : IAsyncDisposable
{
    /// <summary>Objectives after which a request is given up: whatever comes later is a miss, and its work would keep an overloaded fleet busy for hours.</summary>
    private const int Patience = 4;

    private readonly PlanArguments _arguments;
    private readonly TraceOfStubs _trace;
    private readonly LoraTemplate _template;
    private readonly StubAdapterServer _store;
    private readonly TimeProvider _time;
    private readonly string _folder;

    private FleetTrial(PlanArguments arguments, TraceOfStubs trace, LoraTemplate template, StubAdapterServer store, TimeProvider time, string folder) =>
        (_arguments, _trace, _template, _store, _time, _folder) = (arguments, trace, template, store, time, folder);

    /// <summary>Starts the store that LoRAs come from, each as late as the profile says.</summary>
    /// <param name="arguments">What to plan for.</param>
    /// <param name="trace">What is replayed.</param>
    /// <param name="time">Measures and waits.</param>
    /// <param name="folder">For copies of LoRAs.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="CommandException">The trace has LoRAs, and the model none to make stubs from.</exception>
    public static async Task<FleetTrial> PrepareAsync(PlanArguments arguments, TraceOfStubs trace, TimeProvider time, string folder, CancellationToken cancellation)
    {
        string file = AddOnFolders.Loras(arguments.Model).Values.Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new CommandException($"--model: {arguments.Model} has no LoRA; one is needed to make those of the trace from");
        var template = LoraTemplate.Open(file);
        var delay = TimeSpan.FromSeconds(arguments.Profile.Adapter.SizeBytes / arguments.Profile.Adapter.FetchBytesPerSecond);
        var stubs = new StubAdapterOptions(template, Math.Max(1, trace.Loras), delay, BytesPerSecond: null);
        var store = await StubAdapterServer.StartAsync(stubs, new ScaledTime(time, arguments.TimeScale), cancellation).ConfigureAwait(false);
        return new FleetTrial(arguments, trace, template, store, time, folder);
    }

    /// <summary>What a fleet of that size does with the trace.</summary>
    /// <exception cref="CommandException">The server cannot be started, or does not answer.</exception>
    public async Task<FleetFigures> RunAsync(int devices, CancellationToken cancellation)
    {
        // 1. The server.
        await using var server = await Server.StartAsync(ServerSettings.Read(file: null, Settings(devices)), cancellation).ConfigureAwait(false);
        await server.WaitUntilReadyAsync(cancellation).ConfigureAwait(false);

        // 2. The replay.
        var (waitsBefore, processorBefore, start) = (server.Waits.Look(), Environment.CpuUsage.TotalTime, _time.GetTimestamp());
        var summary = await ReplayAsync(new Uri(server.Addresses.First()), cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();

        // 3. The figures.
        var waits = server.Waits.Look().Since(waitsBefore);
        double processor = (Environment.CpuUsage.TotalTime - processorBefore) / (_time.GetElapsedTime(start) * Environment.ProcessorCount);
        return FleetFigures.Of(devices, _arguments, summary, new EmulationFigures(waits.Planned.TotalSeconds * _arguments.TimeScale, waits.Error, processor));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<RunSummary> ReplayAsync(Uri address, CancellationToken cancellation)
    {
        var options = new RunOptions
        {
            TimeScale = _arguments.TimeScale,
            IsEmulated = true,
            RateScale = _arguments.RateScale,
            Steps = _arguments.Steps,
            ServiceLevelObjective = _arguments.Objective.Latency,
            Timeout = Patience * _arguments.Objective.Latency,
            MaxLag = _arguments.Objective.Latency / 20,
        };
        try
        {
            var run = new LoadRun(TargetFace.OpenAI, new TargetOptions(address), options, stubs: null, _time);
            var (info, records) = await run.ReplayAsync(_trace.Trace, new PlainView(TextWriter.Null, _time), cancellation).ConfigureAwait(false);
            return RunSummary.Of(info, [.. records.Select(record => record with { SloMs = _arguments.Objective.Latency.TotalMilliseconds })]);
        }
        catch (UserException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    private IEnumerable<KeyValuePair<string, string?>> Settings(int devices)
    {
        yield return new("Server:Urls", "http://127.0.0.1:0");
        yield return new("Server:Models:0", _arguments.Model);
        yield return new("Server:Devices", $"emulated:{_arguments.ProfileName}*{devices}");
        yield return new("Server:TimeScale", _arguments.TimeScale.ToString(CultureInfo.InvariantCulture));
        yield return new("Server:Workflow", $"{_arguments.Workflow}");
        yield return new("Gateway:AdapterTiming", "Asynchronous");
        yield return new("Telemetry:Prometheus", "false");
        // What goes wrong is in the figures; the output belongs to the table.
        yield return new("Logging:LogLevel:SwiftDiffusion", "None");
        yield return new("Logging:LogLevel:Default", "None");

        // Memory in numbers of LoRAs, and no other copies.
        yield return new("Adapters:MemorySizeBytes", $"{(long)_template.SizeBytes * _arguments.LorasInMemory * devices}");
        yield return new("Adapters:DiskSizeBytes", "0");
        yield return new("Adapters:Folder", Path.Combine(_folder, $"{devices}"));
        foreach (var (number, url) in _store.Urls.Index())
            yield return new($"Server:Adapters:{number}", $"{StubAdapterList.NameOf(number)}={url}");
    }
}
