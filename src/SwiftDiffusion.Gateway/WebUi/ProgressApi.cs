using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>
/// How far the web UI's tasks are: <c>GET /sdapi/v1/progress</c> for the current one, <c>POST /internal/progress</c> for one by name,
/// <c>GET /internal/pending-tasks</c>; and <c>POST /sdapi/v1/interrupt</c> and <c>skip</c>, which both end the current one.
/// </summary>
internal sealed class ProgressApi(WebUiTasks tasks, TimeProvider time)
{
    private const int LongestId = 256;

    public Task CurrentAsync(HttpContext context)
    {
        // npm clients write the name in their own case.
        var query = context.Request.Query;
        bool skipsImage = bool.TryParse(query["skip_current_image"].FirstOrDefault() ?? query["skipCurrentImage"].FirstOrDefault(), out bool skips) && skips;
        return WriteAsync(context, tasks.Current is { } task ? Describe(task, skipsImage) : Nothing, GatewayJson.Default.ProgressBody);
    }

    public async Task OfTaskAsync(HttpContext context)
    {
        if (await WebUiBody.ReadAsync(context, Read) is { } answer)
            await WriteAsync(context, answer, GatewayJson.Default.TaskProgressBody);
    }

    public Task PendingAsync(HttpContext context) =>
        WriteAsync(context, new PendingTasksBody(tasks.Pending.Count, tasks.Pending), GatewayJson.Default.PendingTasksBody);

    public Task InterruptAsync(HttpContext context) => StopAsync(context, isSkip: false);

    public Task SkipAsync(HttpContext context) => StopAsync(context, isSkip: true);

    private static ProgressBody Nothing { get; } = new(0, 0, StateBody.Idle, null, null);

    private Task StopAsync(HttpContext context, bool isSkip)
    {
        tasks.StopCurrent(isSkip);
        return CatalogApi.EmptyAsync(context);
    }

    private ProgressBody Describe(WebUiTask task, bool skipsImage)
    {
        var state = task.State();
        var body = new StateBody(
            task.IsSkipped, task.IsStopped && !task.IsSkipped, task.IsStopped, task.Id, task.Batches, WebUiInfo.TimestampOf(task), 0, state.Step, state.Steps);
        string? image = state.Preview is { } preview && !skipsImage ? Convert.ToBase64String(preview.Span) : null;
        return new ProgressBody(state.Progress, Remaining(task, state), body, image, null);
    }

    private TaskProgressBody? Read(FieldReader fields)
    {
        if (!fields.Has("id_task"))
            fields.Reject("id_task", "the id of a task");
        if (fields.Text("id_task", LongestId) is not { } id)
            return null;
        long seen = fields.Whole("id_live_preview", -1, int.MaxValue) ?? -1;
        bool wantsPreview = fields.Flag("live_preview") ?? true;
        if (tasks.Find(id) is not { } task)
            return new TaskProgressBody(Active: false, Queued: false, tasks.IsCompleted(id), IdLivePreview: (int)seen, Textinfo: "Waiting...");
        var state = task.State();
        if (!state.IsStarted)
            return new TaskProgressBody(Active: false, Queued: true, Completed: false, IdLivePreview: (int)seen, Textinfo: "In queue...");
        bool isNew = wantsPreview && state.Preview is not null && state.PreviewNumber != seen;
        string? preview = isNew ? $"data:{task.Job.Output.MediaType};base64,{Convert.ToBase64String(state.Preview!.Value.Span)}" : null;
        string steps = string.Create(CultureInfo.InvariantCulture, $"{state.Step}/{state.Steps}");
        return new TaskProgressBody(true, false, false, state.Progress, Remaining(task, state), preview, isNew ? state.PreviewNumber : (int)seen, steps);
    }

    /// <summary>Seconds still to go if they pass as they did; 0 while nothing is known.</summary>
    private double Remaining(WebUiTask task, TaskState state)
    {
        double elapsed = (time.GetUtcNow() - task.StartedAt).TotalSeconds;
        return state.Progress > 0 ? elapsed / state.Progress * (1 - state.Progress) : 0;
    }

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, contentType: null, context.RequestAborted);
}
