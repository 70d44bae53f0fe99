using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>
/// Keeps pictures that were asked for as URLs, in memory, for a while and within a budget; <c>GET /v1/images/files/{id}</c> hands them out.
/// Whoever knows the id may have the picture, so ids cannot be guessed.
/// </summary>
internal sealed class ResultFiles(IOptions<GatewayOptions> options, TimeProvider time, ProblemWriter problems)
{
    public const string Route = "/v1/images/files";
    private const int IdSizeBytes = 24;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<string> _byAge = new();
    private long _sizeBytes;

    /// <summary>Keeps a picture and tells its address, as the client of that request reaches this server.</summary>
    public Uri Keep(GeneratedImage image, HttpRequest request)
    {
        string id = $"{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdSizeBytes))}.{image.MediaType.Split('/')[1]}";
        lock (_gate)
        {
            Drop(room: image.Content.Length);
            _entries.Add(id, new Entry(image.Content, image.MediaType, time.GetUtcNow() + options.Value.ResultLifetime));
            _byAge.Enqueue(id);
            _sizeBytes += image.Content.Length;
        }

        return new Uri($"{(options.Value.PublicUrl ?? OriginOf(request)).OriginalString.TrimEnd('/')}{Route}/{id}");
    }

    /// <summary>Answers a request for a picture: 404 once it is gone.</summary>
    public Task GetAsync(HttpContext context, string id)
    {
        var response = context.Response;
        if (!TryFind(id, out var entry))
        {
            string message = $"There is no picture of that name, or it is no longer kept: {options.Value.ResultLifetime:c} at most, and less when many are made.";
            return problems.WriteAsync(context, new ApiProblem(StatusCodes.Status404NotFound, "unknown_image", message, null, IsRetryable: false, []));
        }

        int seconds = (int)Math.Max(0, (entry.Until - time.GetUtcNow()).TotalSeconds);
        response.ContentType = entry.MediaType;
        response.ContentLength = entry.Content.Length;
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, max-age={seconds}, immutable");
        response.Headers.XContentTypeOptions = "nosniff";
        return response.Body.WriteAsync(entry.Content, context.RequestAborted).AsTask();
    }

    /// <summary>What the client called this server; HTTP/1.0 lets it call it nothing.</summary>
    private static Uri OriginOf(HttpRequest request)
    {
        var connection = request.HttpContext.Connection;
        var host = request.Host.HasValue ? request.Host : new HostString($"{connection.LocalIpAddress}", connection.LocalPort);
        return new Uri($"{request.Scheme}://{host}{request.PathBase}");
    }

    private bool TryFind(string id, [NotNullWhen(true)] out Entry? entry)
    {
        lock (_gate)
        {
            Drop(room: 0);
            return _entries.TryGetValue(id, out entry);
        }
    }

    /// <summary>Lets go of what is too old, then of the oldest until a new picture fits; one that never fits is kept alone.</summary>
    private void Drop(long room)
    {
        var now = time.GetUtcNow();
        while (_byAge.TryPeek(out string? oldest) && (_entries[oldest].Until <= now || _sizeBytes + room > options.Value.ResultBudgetBytes))
        {
            _sizeBytes -= _entries[oldest].Content.Length;
            _entries.Remove(oldest);
            _byAge.Dequeue();
        }
    }

    private sealed record Entry(ReadOnlyMemory<byte> Content, string MediaType, DateTimeOffset Until);
}
