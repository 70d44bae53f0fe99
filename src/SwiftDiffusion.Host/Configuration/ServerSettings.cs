using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Gateway;
using SwiftDiffusion.Gateway.Registry;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Worker;

namespace SwiftDiffusion.Host.Configuration;

/// <summary>
/// Everything a server was told, from all sources, with what is wrong about it. Main path: (1) fill each section, (2) look for names that are none,
/// (3) check what concerns several sections.
/// </summary>
public sealed class ServerSettings
{
    private const string QueueSection = "Queue";

    /// <summary>Sections of the framework.</summary>
    private static readonly string[] Foreign = ["Logging", "Kestrel"];

    private readonly SettingBinder _binder;

    private ServerSettings(SettingSources sources)
    {
        // 1. Sections.
        Sources = sources;
        _binder = new SettingBinder(sources);
        Server = _binder.Bind<ServerOptions>("Server");
        Queue = _binder.Bind<QueueOptions>(QueueSection);
        Worker = _binder.Bind<WorkerOptions>("Worker");
        Gateway = _binder.Bind<GatewayOptions>("Gateway");
        Adapters = _binder.Bind<AdapterStoreOptions>(AdapterStoreOptions.Section);
        Registry = _binder.Bind<RegistryOptions>(RegistryOptions.Section);
        Telemetry = _binder.Bind<TelemetryOptions>("Telemetry");

        // 2. Names.
        _binder.RejectUnknown(Foreign);

        // 3. Roles.
        if (Server.Role != ServerRole.All && Queue.Store == QueueOptions.Embedded)
        {
            _binder.Report(
                $"{QueueSection}: the role {Server.Role} needs a store that gateways and workers share; name it with --store or {QueueSection}:Store, such as redis://127.0.0.1:6379.");
        }

        if (Server.Workflow == ServerWorkflow.Serial && Worker.Slots > 0)
            _binder.Report("Worker: the workflow Serial has one job on each device; leave out --slots (Worker:Slots).");

        if (Worker.HeartbeatInterval >= Queue.WorkerTimeout)
            _binder.Report($"Worker: HeartbeatInterval must be shorter than {QueueSection}:WorkerTimeout ({Queue.WorkerTimeout}).");
    }

    public ServerOptions Server { get; }

    public QueueOptions Queue { get; }

    public WorkerOptions Worker { get; }

    public GatewayOptions Gateway { get; }

    public AdapterStoreOptions Adapters { get; }

    public RegistryOptions Registry { get; }

    public TelemetryOptions Telemetry { get; }

    /// <summary>Everything that is wrong, one sentence each.</summary>
    internal IReadOnlyList<string> Problems => _binder.Problems;

    /// <summary>Every setting as it is in force.</summary>
    internal IReadOnlyList<Setting> All => _binder.Settings;

    internal SettingSources Sources { get; }

    internal bool IsGateway => Server.Role is ServerRole.All or ServerRole.Gateway;

    internal bool IsWorker => Server.Role is ServerRole.All or ServerRole.Worker;

    /// <summary>Reads the settings, whether or not they are valid.</summary>
    /// <param name="file">A configuration file; null for none.</param>
    /// <param name="flags">Settings by name, from the command line.</param>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    public static ServerSettings Read(string? file, IEnumerable<KeyValuePair<string, string?>> flags) => new(SettingSources.Open(file, flags));

    /// <exception cref="CommandException">They are not valid; the message has every problem.</exception>
    public void RequireValid()
    {
        if (Problems.Count > 0)
            throw new CommandException(string.Join(" ", Problems));
    }
}
