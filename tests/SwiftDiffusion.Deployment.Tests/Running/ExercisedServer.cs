using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Deployment.Tests.Running;

/// <summary>
/// A server whose devices are emulated, so that it takes a moment and spreads work over devices on any machine. It has made pictures with a LoRA that came late and
/// with a ControlNet, has tried in vain to get a LoRA, and has refused a request: whatever it measures, it has measured.
/// </summary>
public sealed partial class ExercisedServer : IAsyncLifetime
{
    private const int Terminate = 15;

    private readonly TemporaryFolder _folder = new();
    private Process? _process;
    private string _text = "";

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    public string Address => $"{Client.BaseAddress}";

    /// <summary>Samples of <c>/metrics</c>: labels of each sample by the metric's name.</summary>
    public ILookup<string, IReadOnlySet<string>> Metrics { get; private set; } = Array.Empty<(string, IReadOnlySet<string>)>().ToLookup(sample => sample.Item1, sample => sample.Item2);

    /// <summary>Where the buckets of a histogram end.</summary>
    public IReadOnlyList<string> Bounds(string metric) => [.. BucketBound().Matches(_text).Where(match => match.Groups[1].Value == metric).Select(match => match.Groups[2].Value).Distinct()];

    public async ValueTask InitializeAsync()
    {
        string lora = Directory.GetFiles(RepositoryRoot.File("onnx", "tinyworld", "lora"), "*.safetensors").Order(StringComparer.Ordinal).First();
        string[] arguments =
        [
            "serve", "--urls", "http://127.0.0.1:0", "--devices", "emulated:a10-sd15*4", "--adapter-cache", _folder.File("cache"),
            "--adapter", $"far=file://{lora}", "--adapter", "lost=http://127.0.0.1:1/nowhere.safetensors",
        ];
        _process = Process.Start(new ProcessStartInfo(Programs.Server, arguments) { RedirectStandardOutput = true })!;
        string listening = await LineAsync("Listening on ");
        Client.BaseAddress = new Uri(listening.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)));
        await LineAsync("Ready after ");
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await ExerciseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null)
        {
            _ = Kill(_process.Id, Terminate);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private async Task ExerciseAsync()
    {
        string control = Convert.ToBase64String(await File.ReadAllBytesAsync(RepositoryRoot.File("docs", "images", "edges.png")));
        string net = Path.GetFileName(Directory.GetDirectories(RepositoryRoot.File("onnx", "tinyworld", "controlnet")).Order(StringComparer.Ordinal).First());
        Assert.Equal(200, await GenerateAsync(new JsonObject { ["loras"] = Names("far"), ["adapter_timing"] = "asynchronous" }));
        Assert.Equal(200, await GenerateAsync(new JsonObject { ["loras"] = Names("far") }));
        Assert.Equal(200, await GenerateAsync(new JsonObject { ["controlnets"] = new JsonArray(new JsonObject { ["name"] = net, ["image"] = control }) }));
        Assert.Equal(422, await GenerateAsync(new JsonObject { ["loras"] = Names("lost") }));
        Assert.Equal(400, await GenerateAsync(new JsonObject { ["n"] = 0 }));
        await SeeOpenJobAsync();
    }

    /// <summary>Keys are listed while they have open jobs, so one is open while metrics are read.</summary>
    private async Task SeeOpenJobAsync()
    {
        using var job = await Client.PostAsJsonAsync("v1/jobs", new JsonObject { ["prompt"] = "x", ["num_inference_steps"] = 900 });
        string id = (await job.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        do
        {
            _text = await Client.GetStringAsync("metrics");
            Metrics = Samples(_text);
            string status = (await Client.GetFromJsonAsync<JsonElement>($"v1/jobs/{id}")).GetProperty("status").GetString()!;
            Assert.True(status is "queued" or "running", $"the job that was to be seen is {status}");
        }
        while (!Metrics.Contains("swiftdiffusion_queue_key_running_jobs"));

        using var cancelled = await Client.DeleteAsync($"v1/jobs/{id}");
    }

    private async Task<int> GenerateAsync(JsonObject request)
    {
        (request["prompt"], request["size"], request["num_inference_steps"]) = ("red heart", "64x64", 3);
        using var response = await Client.PostAsJsonAsync("v1/images/generations", request);
        return (int)response.StatusCode;
    }

    private static JsonArray Names(string name) => new(new JsonObject { ["name"] = name });

    private static ILookup<string, IReadOnlySet<string>> Samples(string text) =>
        (from line in text.Split('\n')
         where line.Length > 0 && line[0] != '#'
         let name = line.Split('{', ' ')[0]
         let labels = line.Contains('{', StringComparison.Ordinal) ? line[(name.Length + 1)..line.LastIndexOf('}')] : ""
         select (name, Labels: (IReadOnlySet<string>)labels.Split(',').Select(label => label.Split('=')[0]).ToHashSet())).ToLookup(sample => sample.name, sample => sample.Labels);

    private async Task<string> LineAsync(string text)
    {
        while (await _process!.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The server ended without '{text}'.");
    }

    [GeneratedRegex("^([a-z_]+)_bucket\\{.*le=\"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex BucketBound();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
