using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Json;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>Writes a JSON string of base64 piece by piece, so that memory holds the picture and never its base64.</summary>
internal static class Base64Value
{
    // A multiple of 3, so that only the last piece is padded.
    private const int PieceSizeBytes = 24 * 1024;

    public static async Task WriteAsync(
        Utf8JsonWriter json, PipeWriter body, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(PieceSizeBytes));
        try
        {
            for (int from = 0; from < content.Length; from += PieceSizeBytes)
            {
                int length = Math.Min(PieceSizeBytes, content.Length - from);
                Base64.EncodeToUtf8(content.Span.Slice(from, length), piece, out _, out int written);
                json.WriteStringValueSegment(piece.AsSpan(0, written), isFinalSegment: from + length == content.Length);
                await json.FlushAsync(cancellationToken);
                await body.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
