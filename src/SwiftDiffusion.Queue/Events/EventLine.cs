using System.Globalization;
using System.Text.Json;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Payloads;

namespace SwiftDiffusion.Queue.Events;

/// <summary>An event as scripts write it: six lines, namely sequence number, milliseconds, kind, worker, attempt and a payload of the kind.</summary>
internal static class EventLine
{
    public const string StepKind = "step";
    public const string AttachKind = "attached";
    public const string LoadKind = "loading";
    private const int Fields = 6;

    public static string Payload(int image, int step, int steps, JobPreview? preview) =>
        JsonSerializer.Serialize(new StepPayload(image, step, steps, preview), QueueJson.Default.StepPayload);

    public static string Payload(string adapter, int image, int step) =>
        JsonSerializer.Serialize(new AttachPayload(adapter, image, step), QueueJson.Default.AttachPayload);

    public static string Payload(string adapter, double? fraction) =>
        JsonSerializer.Serialize(new LoadPayload(adapter, fraction), QueueJson.Default.LoadPayload);

    /// <exception cref="PayloadException">The line was written by something else.</exception>
    public static JobEvent Read(string line)
    {
        string[] parts = line.Split('\n', Fields);
        if (parts.Length < Fields)
            throw new PayloadException($"An event has {parts.Length} lines instead of {Fields}.");
        long sequence = long.Parse(parts[0], CultureInfo.InvariantCulture);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
        var (worker, attempt, payload) = (Token.NameOf(parts[3]), int.Parse(parts[4], CultureInfo.InvariantCulture), parts[5]);
        return parts[2] switch
        {
            "queued" => new JobEvent.Queued { Sequence = sequence, At = at },
            "started" => new JobEvent.Started(worker, attempt) { Sequence = sequence, At = at },
            StepKind => Stepped(payload) with { Sequence = sequence, At = at },
            LoadKind => Loading(payload) with { Sequence = sequence, At = at },
            AttachKind => Attached(payload) with { Sequence = sequence, At = at },
            "retried" => new JobEvent.Retried(attempt, FailureText.Read(payload)) { Sequence = sequence, At = at },
            "completed" => new JobEvent.Completed { Sequence = sequence, At = at },
            "failed" => new JobEvent.Failed(FailureText.Read(payload)) { Sequence = sequence, At = at },
            "cancelled" => new JobEvent.Cancelled { Sequence = sequence, At = at },
            var kind => throw new PayloadException($"'{kind}' is no kind of event."),
        };
    }

    private static JobEvent.Stepped Stepped(string payload)
    {
        var step = JsonSerializer.Deserialize(payload, QueueJson.Default.StepPayload) ?? throw new PayloadException("A step is null.");
        return new JobEvent.Stepped(step.Image, step.Step, step.Steps, step.Preview) { Sequence = 0, At = default };
    }

    private static JobEvent.AdapterLoading Loading(string payload)
    {
        var load = JsonSerializer.Deserialize(payload, QueueJson.Default.LoadPayload) ?? throw new PayloadException("A load is null.");
        return new JobEvent.AdapterLoading(load.Adapter, load.Fraction) { Sequence = 0, At = default };
    }

    private static JobEvent.AdapterAttached Attached(string payload)
    {
        var attach = JsonSerializer.Deserialize(payload, QueueJson.Default.AttachPayload) ?? throw new PayloadException("An attachment is null.");
        return new JobEvent.AdapterAttached(attach.Adapter, attach.Image, attach.Step) { Sequence = 0, At = default };
    }
}
