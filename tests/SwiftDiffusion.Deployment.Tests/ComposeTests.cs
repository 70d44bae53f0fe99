using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SwiftDiffusion.Deployment.Tests.Files;
using SwiftDiffusion.Deployment.Tests.Running;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Deployment.Tests;

/// <summary><c>compose.yaml</c> and the files it hands to what it starts.</summary>
public sealed partial class ComposeTests(ExercisedServer server)
{
    /// <summary>What a worker's process needs after its jobs have been handed back.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Own => [.. Compose.Own.Keys];

    [Fact]
    public void The_topology_is_there() =>
        Assert.Superset(new HashSet<string>(["gateway", "worker", "worker-gpu", "redis", "otel-collector", "prometheus", "grafana"]), Compose.Services.Keys.ToHashSet());

    [Theory]
    [MemberData(nameof(Own))]
    public async Task Commands_and_variables_are_the_programs(string name)
    {
        var service = Compose.Services[name];
        var environment = new Dictionary<string, string>(Compose.EnvironmentOf(service));
        // Where the tests run there is no GPU.
        if (environment.Remove("SWIFTDIFFUSION_Server__Devices", out string? devices))
            Assert.Equal("cuda:0", devices);
        await PrintedConfig.AssertBindsAsync(service.Texts("command"), environment);
    }

    [Theory]
    [MemberData(nameof(Own))]
    public async Task Health_checks_are_commands_of_the_program(string name)
    {
        var test = Compose.Services[name].Texts("healthcheck test");
        Assert.Equal(["CMD", Compose.DockerfileOf(Compose.Services[name]).EntryPoint.Single()], test.Take(2));
        var run = await ProgramRun.OfAsync(Programs.Server, [.. test.Skip(2), "--url", server.Address]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Theory]
    [MemberData(nameof(Own))]
    public async Task A_container_has_a_read_only_root_no_powers_and_time_to_stop(string name)
    {
        var service = Compose.Services[name];
        Assert.Equal("true", service.Text("read_only"));
        Assert.Contains("/tmp", service.Texts("tmpfs"));
        Assert.Equal(["ALL"], service.Texts("cap_drop"));
        Assert.Contains("no-new-privileges:true", service.Texts("security_opt"));
        // What is written is written to a volume.
        string data = Compose.DockerfileOf(service).Of("VOLUME").Single();
        Assert.Contains(service.Texts("volumes"), volume => volume.EndsWith($":{data}", StringComparison.Ordinal));

        var settings = await PrintedConfig.OfAsync(["serve"], new Dictionary<string, string>());
        var drain = TimeSpan.Parse(settings["Worker:DrainTimeout"].Value, CultureInfo.InvariantCulture);
        Assert.True(Seconds(service.Text("stop_grace_period")) > drain + Grace);
    }

    [Fact]
    public void Volumes_are_declared_and_files_exist()
    {
        string[] mounts = [.. Compose.Services.Values.SelectMany(service => service.Texts("volumes")).Select(volume => volume.Split(':')[0])];
        var declared = Compose.File["volumes"]!.AsObject().Select(volume => volume.Key).ToArray();
        Assert.Equal(declared.Order(), mounts.Where(mount => !mount.StartsWith("./", StringComparison.Ordinal)).Distinct().Order());
        Assert.All(mounts.Where(mount => mount.StartsWith("./", StringComparison.Ordinal)), path => Assert.True(Path.Exists(RepositoryRoot.File(path)), path));
    }

    [Fact]
    public void What_is_waited_for_has_a_health_check()
    {
        var awaited = from service in Compose.Services.Values
                      from other in (service["depends_on"] as JsonObject ?? new JsonObject())
                      where other.Value.Text("condition") == "service_healthy"
                      select other.Key;
        Assert.All(awaited, name => Assert.NotNull(Compose.Services[name]["healthcheck"]));
    }

    [Fact]
    public void Ports_and_names_agree()
    {
        string listening = Dockerfile.Read("docker/Dockerfile").Of("EXPOSE").Single();
        Assert.EndsWith($":{listening}", Compose.Services["gateway"].Texts("ports").Single(), StringComparison.Ordinal);
        foreach (var service in Compose.Own.Values)
        {
            var store = new Uri(service.Text("environment SWIFTDIFFUSION_Queue__Store"));
            Assert.Equal(("redis", 6379), (store.Host, store.Port));
            var collector = new Uri(service.Text("environment SWIFTDIFFUSION_Telemetry__OtlpEndpoint"));
            Assert.Contains(collector.Host, Compose.Services.Keys);
            Assert.EndsWith($":{collector.Port}", Yaml.Read("docker/otel-collector.yaml").Text("receivers otlp protocols grpc endpoint"), StringComparison.Ordinal);
        }

        var scraped = Yaml.Read("docker/prometheus.yaml").At("scrape_configs 0 dns_sd_configs 0");
        Assert.Equal(listening, scraped.Text("port"));
        Assert.Equal(Compose.Own.Keys.Order(), scraped.Texts("names").Order());
        var source = new Uri(Yaml.Read("docker/grafana/provisioning/datasources/prometheus.yaml").Text("datasources 0 url"));
        Assert.Equal(("prometheus", 9090), (source.Host, source.Port));
    }

    [Fact]
    public void Files_lie_where_they_are_looked_for()
    {
        string prometheus = Mounted("prometheus", "./docker/prometheus.yaml");
        Assert.Contains($"--config.file={prometheus}", Compose.Services["prometheus"].Texts("command"));
        Assert.Contains(Mounted("prometheus", "./docker/prometheus-rules.yaml"), Yaml.Read("docker/prometheus.yaml").Texts("rule_files"));
        Assert.Contains($"--config={Mounted("otel-collector", "./docker/otel-collector.yaml")}", Compose.Services["otel-collector"].Texts("command"));

        string dashboards = Mounted("grafana", "./docker/grafana/dashboards");
        Assert.Equal(dashboards, Yaml.Read("docker/grafana/provisioning/dashboards/swiftdiffusion.yaml").Text("providers 0 options path"));
        Assert.Equal($"{dashboards}/{Path.GetFileName(MetricQueries.DashboardFile)}", Compose.Services["grafana"].Text("environment GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"));
    }

    [Fact]
    public void The_collectors_pipelines_are_made_of_what_it_has()
    {
        var collector = Yaml.Read("docker/otel-collector.yaml");
        Assert.Equal(["logs", "metrics", "traces"], collector["service"]!["pipelines"]!.AsObject().Select(pipeline => pipeline.Key).Order());
        foreach (var (_, pipeline) in collector["service"]!["pipelines"]!.AsObject())
        {
            foreach (string part in (string[])["receivers", "processors", "exporters"])
                Assert.All(pipeline.Texts(part), name => Assert.True(collector[part]!.AsObject().ContainsKey(name), $"{part} {name}"));
        }
    }

    [Fact]
    public void The_store_keeps_everything_and_forgets_nothing()
    {
        string command = string.Join(' ', Compose.Services["redis"].Texts("command"));
        Assert.Contains("--appendonly yes", command, StringComparison.Ordinal);
        Assert.Contains("--maxmemory-policy noeviction", command, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_open_to_the_network_and_no_secret_is_in_clear()
    {
        Assert.All(Compose.Services.Values.SelectMany(service => service.Texts("ports")), port => Assert.Matches(@"^(127\.0\.0\.1|\$\{[A-Z_]+:-127\.0\.0\.1\}):", port));
        Assert.All(Compose.Services.Values.SelectMany(service => service.Map("environment").Keys), name => Assert.DoesNotMatch(Secret(), name));
    }

    private static string Mounted(string service, string file) =>
        Compose.Services[service].Texts("volumes").Single(volume => volume.StartsWith($"{file}:", StringComparison.Ordinal)).Split(':')[1];

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture));

    [GeneratedRegex("(Key|Secret|Password|Token)$", RegexOptions.IgnoreCase)]
    internal static partial Regex Secret();
}
