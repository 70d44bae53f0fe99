namespace SwiftDiffusion.Gateway.Images;

/// <summary>Reads a whole body; the server refuses to read more than the route's limit.</summary>
internal static class BodyReader
{
    // What a client says its length is buys no more memory than this before the bytes arrive.
    private const int LargestFirstBuffer = 1024 * 1024;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, LargestFirstBuffer));
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
