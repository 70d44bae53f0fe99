using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SwiftDiffusion.LoadGen.Tests.Targets;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.LoadGen.Tests.Commands;

/// <summary><c>run</c>, <c>report</c> and <c>compare</c>, from the command line over HTTP to the files.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_run_writes_records_summary_and_report()
    {
        await using var server = await FakeServer.StartAsync(AnswerAsync);

        var summary = JsonNode.Parse((await RunAsync(server, "a")).Ok())!;

        Assert.Equal(20, (int)summary["requests"]!);
        Assert.Equal(20, (int)summary["outcomes"]!["completed"]!);
        Assert.True((bool)summary["validity"]!["is_valid"]!);
        Assert.Equal(20, File.ReadAllLines(_folder.File("a", "requests.jsonl")).Length);
        Assert.Equal((int)summary["requests"]!, (int)JsonNode.Parse(File.ReadAllText(_folder.File("a", "summary.json")))!["requests"]!);
        Assert.Contains("<svg", File.ReadAllText(_folder.File("a", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_ons_of_the_trace_become_those_of_the_server()
    {
        await using var server = await FakeServer.StartAsync(AnswerAsync);

        (await RunAsync(server, "a")).Ok();

        var names = File.ReadAllLines(_folder.File("a", "requests.jsonl")).SelectMany(line => JsonNode.Parse(line)!["loras"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(["neon", "pixel"], names.Distinct().Order());
    }

    [Fact]
    public async Task The_same_seed_sends_the_same_requests()
    {
        await using var server = await FakeServer.StartAsync(AnswerAsync);

        (await RunAsync(server, "a")).Ok();
        (await RunAsync(server, "b")).Ok();

        Assert.Equal(SentIn("a"), SentIn("b"));

        IEnumerable<(double, long, string)> SentIn(string run) => File.ReadAllLines(_folder.File(run, "requests.jsonl")).Select(line => JsonNode.Parse(line)!)
            .Select(record => ((double)record["scheduled_s"]!, (long)record["seed"]!, record["loras"]!.ToJsonString())).ToArray();
    }

    [Fact]
    public async Task Two_runs_can_be_compared_and_a_report_made_again()
    {
        await using var server = await FakeServer.StartAsync(AnswerAsync);
        (await RunAsync(server, "a")).Ok();
        (await RunAsync(server, "b")).Ok();
        File.Delete(_folder.File("a", "report.html"));

        string text = (await ProgramRun.Of("report", _folder.File("a"))).Ok();
        var comparison = JsonNode.Parse((await ProgramRun.Of("compare", _folder.File("a"), _folder.File("b"), "--json", "--out", _folder.File("c.html"))).Ok())!;

        Assert.StartsWith("valid run", text, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("a", "report.html")));
        Assert.Empty(comparison["warnings"]!.AsArray());
        Assert.Contains(comparison["figures"]!.AsArray(), figure => (string?)figure!["name"] == "latency p95");
        Assert.Contains("<svg", File.ReadAllText(_folder.File("c.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stub_adapters_are_registered_by_address_named_in_requests_and_removed()
    {
        var registry = new ConcurrentDictionary<string, JsonNode>();
        int removed = 0;
        await using var server = await FakeServer.StartAsync(async context =>
        {
            var request = context.Request;
            if (!request.Path.StartsWithSegments("/v1/adapters"))
            {
                await AnswerAsync(context);
                return;
            }

            if (request.Method == "POST")
            {
                var body = (await JsonNode.ParseAsync(request.Body))!;
                registry[(string)body["name"]!] = body;
            }
            else if (request.Method == "DELETE" && registry.TryRemove(Path.GetFileName(request.Path.Value!), out _))
            {
                Interlocked.Increment(ref removed);
            }

            var entries = registry.Keys.Select(name => new JsonObject { ["name"] = name, ["state"] = "ready" });
            await FakeServer.WriteAsync(context, 200, new JsonObject { ["data"] = new JsonArray([.. entries]) }.ToJsonString());
        });

        (await RunAsync(server, "a", "--stub-template", Template(), "--stub-adapters", "3")).Ok();

        Assert.All(File.ReadAllLines(_folder.File("a", "requests.jsonl")).SelectMany(line => JsonNode.Parse(line)!["loras"]!.AsArray()),
            name => Assert.Matches("^loadgen-stub-[0-2]$", (string?)name));
        Assert.Equal((3, true), (removed, registry.IsEmpty));
    }

    [Fact]
    public async Task A_server_that_takes_no_stubs_ends_the_run_with_its_reason()
    {
        await using var server = await FakeServer.StartAsync(context => context.Request.Method == "POST"
            ? FakeServer.WriteAsync(context, 400, """{"error":{"message":"source: found the host 127.0.0.1."}}""")
            : AnswerAsync(context));
        Assert.Contains("found the host 127.0.0.1", (await RunAsync(server, "a", "--stub-template", Template(), "--stub-adapters", "1")).UserError(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Against_emulated_devices_all_times_are_the_traces()
    {
        await using var server = await FakeServer.StartAsync(context =>
        {
            context.Response.Headers["Server-Timing"] = "denoise;dur=5";
            return AnswerAsync(context);
        });

        var summary = JsonNode.Parse((await RunAsync(server, "a", "--time-scale", "10", "--emulated")).Ok())!;

        Assert.True((bool)summary["run"]!["emulated"]!);
        Assert.Equal(50, (double)summary["phases_ms"]!["denoise"]!["p50"]!);
        // Twenty requests, 200 a second of the trace: their instants are the trace's.
        Assert.InRange((double)JsonNode.Parse(File.ReadAllLines(_folder.File("a", "requests.jsonl"))[^1])!["scheduled_s"]!, 0.02, 0.5);
    }

    [Fact]
    public async Task A_run_in_which_nothing_succeeds_is_invalid()
    {
        await using var server = await FakeServer.StartAsync(context => context.Request.Method == "GET" ? AnswerAsync(context) : FakeServer.WriteAsync(context, 500, "{}"));

        var run = await RunAsync(server, "a");

        Assert.Equal(ExitCode.RunInvalid, run.ExitCode);
        Assert.Equal("No request was completed.", (string?)JsonNode.Parse(run.Output)!["validity"]!["reason"]);
    }

    [Fact]
    public async Task A_mask_is_refused_for_jobs()
    {
        string trace = _folder.File("t.jsonl");
        await File.WriteAllTextAsync(trace, "{\"timestamp\":0,\"mask_ratio\":0.5}\n", TestContext.Current.CancellationToken);

        Assert.Contains("mask_ratio", (await ProgramRun.Of("run", trace, "--api", "jobs")).UserError(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Template()
    {
        string template = _folder.File("lora.safetensors");
        SafetensorsWriter.Write(template, [new StoredTensor("a.down", [2], [1, 2])]);
        return template;
    }

    private Task<ProgramRun> RunAsync(FakeServer server, string name, params string[] more) => ProgramRun.Of(
        ["run", "--synthetic", "A", "--rate", "200", "--requests", "20", "--target", server.Address.ToString(), "--slo", "5s", "--max-lag", "1h", "--json", "--out", _folder.File(name), .. more]);

    private static Task AnswerAsync(HttpContext context) => context.Request.Path == "/v1/models"
        ? FakeServer.WriteAsync(context, 200, """{"data":[{"id":"tiny","swiftdiffusion":{"defaults":{"width":64,"height":64},"loras":["neon","pixel"],"controlnets":["canny"]}}]}""")
        : FakeServer.WriteAsync(context, 200, """{"created":1,"data":[{"b64_json":"AAAA"}]}""");
}
