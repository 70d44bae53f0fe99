using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>Writes server-sent events (HTML Living Standard, 9.2). Begins the response with the first thing written.</summary>
internal sealed class EventStream(HttpResponse response)
{
    public const string MediaType = "text/event-stream";
    private const byte NewLine = (byte)'\n';

    public bool IsStarted => response.HasStarted;

    /// <summary>For values that are written piece by piece.</summary>
    public PipeWriter Body => response.BodyWriter;

    /// <summary>Sends the headers, so that the client knows that it is heard before there is anything to tell.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (response.HasStarted)
            return;
        response.ContentType = $"{MediaType}; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        // Some reverse proxies would collect the whole stream before they pass it on.
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>A comment, which clients skip: it only shows that the connection lives.</summary>
    public async Task CommentAsync(string text, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        response.BodyWriter.Write(Encoding.UTF8.GetBytes($": {text}\n\n"));
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>One event whose data is a JSON object on one line.</summary>
    public async Task EventAsync(string name, Func<Utf8JsonWriter, Task> writeMembers, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        response.BodyWriter.Write(Encoding.UTF8.GetBytes($"event: {name}\ndata: "));
        await using (var json = new Utf8JsonWriter(response.BodyWriter, ImagesResponse.Options))
        {
            json.WriteStartObject();
            json.WriteString("type", name);
            await writeMembers(json);
            json.WriteEndObject();
            await json.FlushAsync(cancellationToken);
        }

        response.BodyWriter.Write([NewLine, NewLine]);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>One event with its data as JSON on one line, and the id by which a client that lost the connection says what it has.</summary>
    public async Task EventAsync(string name, long? id, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        string idLine = id is { } number ? string.Create(CultureInfo.InvariantCulture, $"id: {number}\n") : "";
        response.BodyWriter.Write(Encoding.UTF8.GetBytes($"{idLine}event: {name}\ndata: "));
        response.BodyWriter.Write(json.Span);
        response.BodyWriter.Write([NewLine, NewLine]);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
