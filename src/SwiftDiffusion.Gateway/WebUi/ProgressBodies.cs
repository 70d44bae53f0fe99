using System.Text.Json.Serialization;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Answer of <c>/sdapi/v1/progress</c>.</summary>
/// <param name="Progress">0 to 1.</param>
/// <param name="EtaRelative">Seconds that are left.</param>
/// <param name="State">The task in the web UI's terms.</param>
/// <param name="CurrentImage">The latest preview in base64; null when there is none.</param>
/// <param name="Textinfo">null.</param>
internal sealed record ProgressBody(
    double Progress,
    double EtaRelative,
    StateBody State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? CurrentImage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Textinfo);

/// <summary>State of the current task; all zero when there is none.</summary>
internal sealed record StateBody(
    bool Skipped,
    bool Interrupted,
    bool StoppingGeneration,
    string Job,
    int JobCount,
    string JobTimestamp,
    int JobNo,
    int SamplingStep,
    int SamplingSteps)
{
    public static StateBody Idle { get; } = new(false, false, false, "", 0, "0", 0, 0, 0);
}

/// <summary>Answer of <c>/internal/progress</c>.</summary>
/// <param name="Active">Whether a device works on it.</param>
/// <param name="Queued">Whether it waits.</param>
/// <param name="Completed">Whether it has ended.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Eta">Seconds that are left.</param>
/// <param name="LivePreview">A data URL, when there is a newer one.</param>
/// <param name="IdLivePreview">Its number.</param>
/// <param name="Textinfo">null.</param>
internal sealed record TaskProgressBody(
    bool Active,
    bool Queued,
    bool Completed,
    double? Progress = null,
    double? Eta = null,
    string? LivePreview = null,
    int? IdLivePreview = null,
    string? Textinfo = null);

/// <summary>Answer of <c>/internal/pending-tasks</c>.</summary>
internal sealed record PendingTasksBody(int Size, IReadOnlyList<string> Tasks);
