using System.Text.Json.Nodes;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Deployment.Tests.Files;

/// <summary>Every question that a shipped file asks about metrics.</summary>
internal static class MetricQueries
{
    public const string DashboardFile = "docker/grafana/dashboards/swiftdiffusion.json";

    public static JsonObject Dashboard { get; } = JsonNode.Parse(File.ReadAllText(RepositoryRoot.File(DashboardFile)))!.AsObject();

    public static IReadOnlyList<JsonNode> Panels { get; } = [.. Dashboard.List("panels").Where(panel => panel.Text("type") != "row")];

    public static IReadOnlyList<JsonNode> Rules { get; } = [.. Yaml.Read("docker/prometheus-rules.yaml").List("groups").SelectMany(group => group.List("rules"))];

    public static IReadOnlyList<JsonNode> Triggers { get; } = [.. Manifests.OfKind("ScaledObject").SelectMany(scaled => scaled.List("spec triggers"))];

    public static IReadOnlyList<MetricQuery> All { get; } =
    [
        .. from panel in Panels
           from target in panel.List("targets")
           select new MetricQuery($"panel {panel.Text("title")}", target.Text("expr")),
        .. Rules.Select(rule => new MetricQuery($"alert {rule.Text("alert")}", rule.Text("expr"))),
        .. Triggers.Select(trigger => new MetricQuery("scaler", trigger.Text("metadata valueLocation"))),
    ];
}
