using System.Globalization;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Pipeline;

/// <summary>Says in every response how long it took, and for pictures how long each phase took.</summary>
internal sealed class RequestTimings(RequestDelegate next, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        long start = time.GetTimestamp();
        context.Response.OnStarting(() =>
        {
            WriteHeaders(context, time.GetElapsedTime(start));
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void WriteHeaders(HttpContext context, TimeSpan total)
    {
        var phases = context.Features.Get<GenerationTimings>()?.Phases() ?? [];
        context.Response.Headers["openai-processing-ms"] = Math.Ceiling(total.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Server-Timing"] = string.Join(", ", phases.Append(("total", total)).Select(Entry));
    }

    private static string Entry((string Name, TimeSpan Duration) phase) =>
        string.Create(CultureInfo.InvariantCulture, $"{phase.Name};dur={phase.Duration.TotalMilliseconds:0.###}");
}
