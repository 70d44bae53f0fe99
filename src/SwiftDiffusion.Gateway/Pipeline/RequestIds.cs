using System.Buffers;

namespace SwiftDiffusion.Gateway.Pipeline;

/// <summary>Gives every request an id that response, logs and error bodies carry: the client's own if it is fit to be logged.</summary>
internal sealed class RequestIds(RequestDelegate next, TimeProvider time)
{
    public const string Header = "x-request-id";
    private const int LongestId = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:");

    public Task InvokeAsync(HttpContext context)
    {
        string? inbound = context.Request.Headers[Header];
        context.TraceIdentifier = IsUsable(inbound) ? inbound! : $"req_{Guid.CreateVersion7(time.GetUtcNow()):N}";
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    }

    private static bool IsUsable(string? id) => id is { Length: > 0 and <= LongestId } && !id.AsSpan().ContainsAnyExcept(Allowed);
}
