using System.Globalization;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Events;
using SwiftDiffusion.Queue.Payloads;

namespace SwiftDiffusion.Queue.Jobs;

/// <summary>Reads the flat list of fields that <c>find.lua</c> returns.</summary>
internal sealed class SnapshotReader(JobId id, string?[] flat)
{
    private readonly Dictionary<string, string> _fields = flat.Chunk(2).ToDictionary(pair => pair[0]!, pair => pair[1] ?? "");

    public string Model => Token.NameOf(Text("model"));

    public string? Outcome => Optional("outcome");

    public string Results => Text("results");

    public JobState State => Text("state") switch
    {
        "queued" => JobState.Queued,
        "running" => JobState.Running,
        "completed" => JobState.Completed,
        "failed" => JobState.Failed,
        "cancelled" => JobState.Cancelled,
        var state => throw new PayloadException($"'{state}' is no state of a job."),
    };

    /// <summary>Mean time that a job of this model runs; null while unknown.</summary>
    public TimeSpan? Pace => Optional("pace") is { } pace ? TimeSpan.FromMilliseconds(double.Parse(pace, CultureInfo.InvariantCulture)) : null;

    public JobSnapshot Read() => new()
    {
        Id = id,
        State = State,
        ApiKeyId = Token.NameOf(Text("key")),
        Model = Model,
        Priority = (JobPriority)Number("priority"),
        Submitted = Instant("submitted") ?? DateTimeOffset.UnixEpoch,
        Position = Optional("position") is null ? null : (int)Number("position"),
        Attempts = (int)Number("attempts"),
        WorkerId = Optional("worker") is { } worker ? Token.NameOf(worker) : null,
        Started = Instant("started"),
        Finished = Instant("finished"),
        Expires = Instant("expires"),
        StartDeadline = Instant("start_by"),
        Deadline = Instant("end_by"),
        Failure = State == JobState.Failed ? FailureText.Read(Text("outcome")) : null,
        Progress = Optional("progress") is { } line ? EventLine.Read(line) : null,
        LastSequence = Number("sequence"),
        TraceParent = Optional("traceparent"),
        Webhook = Optional("webhook") is { } webhook ? new Uri(webhook) : null,
    };

    private string Text(string name) => _fields.GetValueOrDefault(name, "");

    private string? Optional(string name) => _fields.TryGetValue(name, out string? text) && text.Length > 0 ? text : null;

    private long Number(string name) => Optional(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    /// <summary>Zero is no instant.</summary>
    private DateTimeOffset? Instant(string name) => Number(name) is > 0 and var ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
