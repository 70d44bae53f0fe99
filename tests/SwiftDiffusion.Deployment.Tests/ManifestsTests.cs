using System.Globalization;
using SwiftDiffusion.Deployment.Tests.Files;
using SwiftDiffusion.Deployment.Tests.Running;

namespace SwiftDiffusion.Deployment.Tests;

/// <summary><c>docker/k8s</c>.</summary>
public sealed class ManifestsTests(ExercisedServer server)
{
    /// <summary>What a process needs after its requests and jobs have ended.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Deployments => [.. Manifests.Deployments.Select(Manifests.NameOf)];

    public static TheoryData<string> Workloads => [.. Manifests.Workloads.Select(Manifests.NameOf)];

    [Fact]
    public void Every_file_is_applied() => Assert.Equal(Manifests.Files.Except(["kustomization.yaml"]).Order(), Manifests.Kustomization.Texts("resources").Order());

    [Fact]
    public void The_namespace_exists() => Assert.Equal(Manifests.Kustomization.Text("namespace"), Manifests.NameOf(Manifests.OfKind("Namespace").Single()));

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task Commands_and_variables_are_the_programs(string name)
    {
        var deployment = Manifests.Named("Deployment", name);
        await PrintedConfig.AssertBindsAsync(Manifests.Container(deployment).Texts("args"), Manifests.EnvironmentOf(deployment));
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task Probes_ask_for_what_is_answered_at_the_port_it_listens_on(string name)
    {
        var container = Manifests.Container(Manifests.Named("Deployment", name));
        var port = container.List("ports").Single();
        Assert.EndsWith($":{port.Text("containerPort")}", Manifests.EnvironmentOf(Manifests.Named("Deployment", name))["SWIFTDIFFUSION_Server__Urls"], StringComparison.Ordinal);
        foreach (string probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
        {
            Assert.Equal(port.Text("name"), container.Text($"{probe} httpGet port"));
            using var response = await server.Client.GetAsync(container.Text($"{probe} httpGet path"), TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, probe);
        }

        // A store that is away must not have processes restarted.
        Assert.Equal("/livez", container.Text("livenessProbe httpGet path"));
    }

    [Fact]
    public void Services_reach_the_pods_they_choose()
    {
        foreach (var service in Manifests.OfKind("Service"))
        {
            var workload = Manifests.Workloads.Single(workload => Matches(service.Map("spec selector"), workload.Map("spec template metadata labels")));
            var ports = Manifests.Container(workload).List("ports");
            Assert.All(service.List("spec ports"), port => Assert.Contains(ports, own =>
                own.Text("containerPort") == port.Text("port") && (port.At("targetPort") is null || port.Text("targetPort") == own.Text("name"))));
        }

        var store = new Uri(Manifests.OfKind("ConfigMap").Single().Text("data SWIFTDIFFUSION_Queue__Store"));
        Assert.Equal(store.Port, int.Parse(Manifests.Named("Service", store.Host).Text("spec ports 0 port"), CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Pods_run_without_root_powers_or_a_writable_root_and_say_what_they_need(string name)
    {
        var workload = Manifests.Workloads.Single(workload => Manifests.NameOf(workload) == name);
        var (pod, container) = (Manifests.Pod(workload), Manifests.Container(workload));
        Assert.Equal("true", pod.Text("securityContext runAsNonRoot"));
        Assert.NotEqual("0", pod.Text("securityContext runAsUser"));
        Assert.Equal("RuntimeDefault", pod.Text("securityContext seccompProfile type"));
        Assert.Equal("false", pod.Text("automountServiceAccountToken"));
        Assert.Equal(("false", "true"), (container.Text("securityContext allowPrivilegeEscalation"), container.Text("securityContext readOnlyRootFilesystem")));
        Assert.Equal(["ALL"], container.Texts("securityContext capabilities drop"));
        Assert.All(["requests cpu", "requests memory", "limits memory"], need => Assert.NotEmpty(container.Text($"resources {need}")));

        var declared = pod.List("volumes").Select(volume => volume.Text("name")).Concat(workload.List("spec volumeClaimTemplates").Select(Manifests.NameOf));
        Assert.Equal(declared.Order(), container.List("volumeMounts").Select(mount => mount.Text("name")).Order());
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void The_program_may_write_where_it_writes(string name)
    {
        var deployment = Manifests.Named("Deployment", name);
        var image = Dockerfile.Read("docker/Dockerfile");
        Assert.Equal(image.User, Manifests.Pod(deployment).Text("securityContext runAsUser"));
        Assert.Superset(new HashSet<string>(["/tmp", image.Of("VOLUME").Single()]), Manifests.Container(deployment).List("volumeMounts").Select(mount => mount.Text("mountPath")).ToHashSet());
    }

    [Fact]
    public async Task Pods_have_longer_to_stop_than_they_take()
    {
        var settings = await PrintedConfig.OfAsync(["serve"], new Dictionary<string, string>());
        foreach (var (name, setting) in ((string, string)[])[("worker", "Worker:DrainTimeout"), ("gateway", "Gateway:GenerationTimeout")])
        {
            var pod = Manifests.Pod(Manifests.Named("Deployment", name));
            var given = TimeSpan.FromSeconds(int.Parse(pod.Text("terminationGracePeriodSeconds"), CultureInfo.InvariantCulture));
            var before = TimeSpan.FromSeconds(int.Parse(pod.At("containers 0 lifecycle preStop sleep seconds")?.GetValue<string>() ?? "0", CultureInfo.InvariantCulture));
            Assert.True(given > before + TimeSpan.Parse(settings[setting].Value, CultureInfo.InvariantCulture) + Grace, name);
        }
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void A_disruption_budget_keeps_some_of_them(string name)
    {
        var labels = Manifests.Named("Deployment", name).Map("spec template metadata labels");
        Assert.Single(Manifests.OfKind("PodDisruptionBudget"), budget => Matches(budget.Map("spec selector matchLabels"), labels));
        Assert.True(Matches(Manifests.Named("Deployment", name).Map("spec selector matchLabels"), labels));
    }

    [Fact]
    public void Workers_are_scaled_by_the_backlog_up_at_once_and_down_late()
    {
        var scaled = Manifests.OfKind("ScaledObject").Single();
        var target = Manifests.Named("Deployment", scaled.Text("spec scaleTargetRef name"));
        // Two masters would take turns.
        Assert.Null(target.At("spec replicas"));
        // Without a worker gateways do not know which models there are.
        Assert.Equal("1", scaled.Text("spec minReplicaCount"));
        Assert.Equal("0", scaled.Text("spec advanced horizontalPodAutoscalerConfig behavior scaleUp stabilizationWindowSeconds"));
        Assert.NotEqual("0", scaled.Text("spec advanced horizontalPodAutoscalerConfig behavior scaleDown stabilizationWindowSeconds"));

        var trigger = MetricQueries.Triggers.Single();
        Assert.Equal(("metrics-api", "prometheus", "0"), (trigger.Text("type"), trigger.Text("metadata format"), trigger.Text("metadata activationTargetValue")));
        Assert.InRange(double.Parse(trigger.Text("metadata targetValue"), CultureInfo.InvariantCulture), 1, 64);
        var url = new Uri(trigger.Text("metadata url"));
        string[] host = url.Host.Split('.');
        Assert.Equal((Manifests.Kustomization.Text("namespace"), "svc", "/metrics"), (host[1], host[2], url.AbsolutePath));
        Assert.Equal(url.Port, int.Parse(Manifests.Named("Service", host[0]).Text("spec ports 0 port"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_scaler_still_reaches_gateways_when_no_worker_is_left() =>
        Assert.Equal("/readyz?exclude=workers", Manifests.Container(Manifests.Named("Deployment", "gateway")).Text("readinessProbe httpGet path"));

    [Fact]
    public void The_store_keeps_everything_and_refuses_before_it_is_killed()
    {
        string arguments = string.Join(' ', Manifests.Container(Manifests.Named("StatefulSet", "redis")).Texts("args"));
        Assert.Contains("--appendonly yes", arguments, StringComparison.Ordinal);
        Assert.Contains("--maxmemory-policy noeviction", arguments, StringComparison.Ordinal);
        Assert.Contains("--maxmemory ", arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_is_in_clear()
    {
        Assert.Empty(Manifests.OfKind("Secret"));
        var settings = Manifests.OfKind("ConfigMap").Single().Map("data");
        Assert.All(settings.Keys, name => Assert.DoesNotMatch(ComposeTests.Secret(), name));
        Assert.DoesNotContain('@', settings["SWIFTDIFFUSION_Queue__Store"]);
        // Where they belong: a Secret that need not exist.
        Assert.All(Manifests.Deployments, deployment => Assert.Contains(Manifests.Container(deployment).List("envFrom"), source => source.At("secretRef optional")?.GetValue<string>() == "true"));
    }

    private static bool Matches(IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Count > 0 && selector.All(label => labels.GetValueOrDefault(label.Key) == label.Value);
}
