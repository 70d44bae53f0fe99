using SwiftDiffusion.Deployment.Tests.Files;
using SwiftDiffusion.Deployment.Tests.Running;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Deployment.Tests;

public sealed class MetricsTests(ExercisedServer server)
{
    /// <summary>What Prometheus adds to every series it scrapes.</summary>
    private static readonly string[] ScrapeLabels = ["job", "instance", "role"];

    /// <summary>Prometheus's own series.</summary>
    private static readonly string[] OwnMetrics = ["up"];

    [Fact]
    public void Every_metric_that_is_asked_for_is_exported()
    {
        var missing = from query in MetricQueries.All
                      from metric in query.Metrics.Except(OwnMetrics)
                      where !server.Metrics.Contains(metric)
                      select $"{query.Place}: {metric}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_label_that_is_asked_for_is_on_the_metric()
    {
        var missing = from query in MetricQueries.All
                      let known = query.Metrics.SelectMany(metric => server.Metrics[metric]).SelectMany(labels => labels).Concat(ScrapeLabels).ToHashSet()
                      from label in query.Labels
                      where !known.Contains(label)
                      select $"{query.Place}: {label}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_query_asks_for_something() => Assert.All(MetricQueries.All, query => Assert.NotEmpty(query.Metrics));

    [Theory]
    [InlineData("sum by (key, le) (rate(a_b_bucket{outcome!~\"x|y\"}[5m])) > 0 or max(up)", "a_b_bucket up", "outcome key le")]
    [InlineData("swiftdiffusion_queue_open_jobs", "swiftdiffusion_queue_open_jobs", "")]
    [InlineData("histogram_quantile(0.95, sum by (le) (rate(wait_bucket[$__rate_interval])))", "wait_bucket", "le")]
    public void Queries_are_understood(string expression, string metrics, string labels)
    {
        var query = new MetricQuery("here", expression);
        Assert.Equal((metrics, labels), (string.Join(' ', query.Metrics), string.Join(' ', query.Labels)));
    }

    [Fact]
    public void Durations_spread_over_their_buckets()
    {
        // The library's own bounds, meant for milliseconds, put every step into a bucket that ends at five seconds.
        Assert.All(["swiftdiffusion_engine_step_duration_seconds", "swiftdiffusion_worker_job_wait_seconds", "messaging_process_duration_seconds"],
            metric => Assert.Contains("0.01", server.Bounds(metric)));
    }

    [Fact]
    public void What_an_operator_looks_for_is_on_the_dashboard()
    {
        string[] subjects =
        [
            "gateway_generations", "worker_phase_duration", "queue_waiting_jobs", "queue_key_waiting_jobs", "worker_job_wait", "engine_step_rows", "engine_device_busy",
            "adapter_uses", "adapter_held_bytes", "engine_adapter_attach_step", "engine_branch_wait", "worker_jobs",
        ];
        string all = string.Join(' ', MetricQueries.Panels.SelectMany(panel => panel.List("targets")).Select(target => target.Text("expr")));
        Assert.All(subjects, subject => Assert.Contains($"swiftdiffusion_{subject}", all, StringComparison.Ordinal));
    }

    [Fact]
    public void Panels_have_places_of_their_own_and_the_provisioned_source()
    {
        var cells = from panel in MetricQueries.Dashboard.List("panels")
                    let place = panel["gridPos"]!
                    from row in Enumerable.Range((int)place["y"]!, (int)place["h"]!)
                    from column in Enumerable.Range((int)place["x"]!, (int)place["w"]!)
                    select (row, column);
        Assert.Equal(cells.Count(), cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.column, 0, 23));

        string source = Yaml.Read("docker/grafana/provisioning/datasources/prometheus.yaml").Text("datasources 0 uid");
        Assert.All(MetricQueries.Panels, panel => Assert.Equal(source, panel.Text("datasource uid")));
    }

    [Fact]
    public void Every_alert_names_a_page_that_helps() =>
        Assert.All(MetricQueries.Rules, rule => Assert.True(File.Exists(RepositoryRoot.File(rule.Text("annotations runbook"))), rule.Text("annotations runbook")));
}
