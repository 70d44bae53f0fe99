using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SwiftDiffusion.EndToEnd.Tests.FakeServer;

/// <summary>One accepted job; it does what the test tells it, when the test tells it.</summary>
internal sealed class FakeJob
{
    private const double Start = 1_790_000_000;

    private readonly Lock _gate = new();
    private readonly List<FakeEvent> _events = [];
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JsonObject _body;

    public FakeJob(int number, JsonElement request)
    {
        Id = $"job_{number:000}";
        Request = request;
        _body = new JsonObject
        {
            ["id"] = Id,
            ["object"] = "job",
            ["status"] = "queued",
            ["created_at"] = Start + number,
            ["model"] = request.GetProperty("model").GetString(),
            ["priority"] = "normal",
            ["position"] = null,
            ["estimated_wait_seconds"] = null,
            ["attempts"] = 1,
            ["error"] = null,
            ["images"] = new JsonArray(),
            ["timings"] = null,
            ["urls"] = new JsonObject { ["self"] = $"/v1/jobs/{Id}", ["events"] = $"/v1/jobs/{Id}/events" },
        };
    }

    public string Id { get; }

    /// <summary>The body that was posted.</summary>
    public JsonElement Request { get; }

    public List<byte[]> Files { get; } = [];

    /// <summary>The <c>Last-Event-ID</c> of every connection to its events, null for none.</summary>
    public List<string?> LastEventIds { get; } = [];

    /// <summary>Done when a client has cancelled it.</summary>
    public Task Cancelled => _cancelled.Task;

    public string Body
    {
        get
        {
            lock (_gate)
                return _body.ToJsonString();
        }
    }

    public void Queue(int position, double waitSeconds)
    {
        Set("position", position, "estimated_wait_seconds", waitSeconds);
        Send("queued", new JsonObject { ["position"] = position, ["estimated_wait_seconds"] = waitSeconds }, hasId: false);
    }

    public void Begin()
    {
        Set("status", "running", "position", null);
        Send("started", new JsonObject { ["worker"] = "worker-1", ["attempt"] = 1 });
    }

    public void Load(string adapter, double fraction) =>
        Send("adapter", new JsonObject { ["name"] = adapter, ["state"] = "loading", ["fraction"] = fraction });

    public void Attach(string adapter, int step) =>
        Send("adapter", new JsonObject { ["name"] = adapter, ["state"] = "attached", ["image"] = 0, ["step"] = step });

    public void Step(int step, int steps, int image = 0, string? preview = null)
    {
        var data = new JsonObject { ["image"] = image, ["step"] = step, ["steps"] = steps };
        if (preview is not null)
            data["preview"] = preview;
        Send("step", data);
    }

    public void Retry(string message) => Send("retried", new JsonObject { ["attempt"] = 1, ["error"] = Error("device_lost", message) });

    /// <summary>Completes with pictures of seeds that count up from the given one.</summary>
    public void Complete(long seed = 7, int? attachedAt = null, params byte[][] files)
    {
        int count = Request.TryGetProperty("n", out var n) ? n.GetInt32() : 1;
        var images = new JsonArray();
        for (int i = 0; i < count; i++)
        {
            string infotext = $"{Request.GetProperty("prompt").GetString()}\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: {seed + i}, Size: 128x128, Model: tinyworld";
            Files.Add(files.Length > 0 ? files[i] : FakePictures.Png(seed + i, parameters: infotext));
            images.Add(new JsonObject
            {
                ["index"] = i,
                ["url"] = $"/v1/jobs/{Id}/images/{i}",
                ["media_type"] = "image/png",
                ["seed"] = seed + i,
                ["attached_at"] = attachedAt,
                ["infotext"] = infotext,
            });
        }

        Set("images", images, "timings", Timings(3, 24, 5, 402, 31), "started_at", Start, "finished_at", Start + 0.46);
        End("completed");
    }

    public void Fail(string code, string message)
    {
        Set("error", Error(code, message));
        End("failed");
    }

    public void Cancel()
    {
        _cancelled.TrySetResult();
        if (JsonNode.Parse(Body)!["status"]!.GetValue<string>() is "queued" or "running")
            End("cancelled");
    }

    /// <summary>Breaks every connection to its events, as a proxy would.</summary>
    public void Disconnect()
    {
        lock (_gate)
        {
            _disconnected.SetResult();
            _disconnected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Its events after the given one, until its last; null when the connection breaks.</summary>
    public async IAsyncEnumerable<FakeEvent?> ReadAsync(string? lastEventId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Task disconnected;
        lock (_gate)
        {
            LastEventIds.Add(lastEventId);
            disconnected = _disconnected.Task;
        }

        for (int next = lastEventId is null ? 0 : IndexAfter(lastEventId); ;)
        {
            Task changed;
            FakeEvent[] fresh;
            lock (_gate)
            {
                changed = _changed.Task;
                fresh = [.. _events[next..]];
            }

            foreach (var each in fresh)
                yield return each;
            next += fresh.Length;
            if (fresh.Any(each => each.IsLast))
                yield break;
            await Task.WhenAny(changed, disconnected).WaitAsync(cancellation);
            if (disconnected.IsCompleted)
            {
                yield return null;
                yield break;
            }
        }
    }

    private static JsonObject Timings(double queue, double adapters, double encode, double denoise, double decode) => new()
    {
        ["queue_ms"] = queue,
        ["adapters_ms"] = adapters,
        ["encode_ms"] = encode,
        ["denoise_ms"] = denoise,
        ["decode_ms"] = decode,
    };

    private static JsonObject Error(string code, string message) => new() { ["message"] = message, ["type"] = "server_error", ["param"] = null, ["code"] = code };

    private int IndexAfter(string lastEventId)
    {
        lock (_gate)
            return _events.FindIndex(each => each.Id == lastEventId) + 1;
    }

    private void End(string status)
    {
        Set("status", status);
        Send(status, JsonNode.Parse(Body)!.AsObject());
    }

    private void Set(params ReadOnlySpan<object?> namesAndValues)
    {
        lock (_gate)
        {
            for (int i = 0; i < namesAndValues.Length; i += 2)
                _body[(string)namesAndValues[i]!] = namesAndValues[i + 1] is JsonNode node ? node : JsonSerializer.SerializeToNode(namesAndValues[i + 1]);
        }
    }

    private void Send(string name, JsonObject data, bool hasId = true)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _events.Add(new FakeEvent(hasId ? $"{_events.Count + 1}" : null, name, data.ToJsonString()));
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
