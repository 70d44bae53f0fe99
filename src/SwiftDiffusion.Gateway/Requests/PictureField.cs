namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// Reads a picture given as base64 or as a data URL, or as the bytes of a form's part. What kind it is, its first bytes say, not its label;
/// how many pixels it has, its header says, before anything is decoded.
/// </summary>
internal static class PictureField
{
    private const string Accepted = "a PNG, JPEG or WebP image as base64 or as a data URL";
    private const string AcceptedFile = "a file that is a PNG, JPEG or WebP image";
    private const int LongestScheme = 16;

    /// <summary>The encoded picture; null when it was rejected. Absence is a problem.</summary>
    public static ReadOnlyMemory<byte>? ReadRequired(FieldReader fields, string name, ParseContext context)
    {
        if (!fields.Has(name))
        {
            fields.Reject(name, Accepted);
            return null;
        }

        return Read(fields, name, context);
    }

    /// <summary>The encoded picture; null when it is absent or was rejected.</summary>
    public static ReadOnlyMemory<byte>? Read(FieldReader fields, string name, ParseContext context)
    {
        return fields.Base64(name, Accepted) is { } text ? Decode(fields, name, text, context) : null;
    }

    /// <summary>The picture that a text stands for; null when it was rejected.</summary>
    public static ReadOnlyMemory<byte>? Decode(FieldReader fields, string name, string text, ParseContext context)
    {
        int maxSizeBytes = context.Limits.MaxPictureSizeBytes;
        if (!TryGetBase64(text, out var base64))
            return Rejected(fields, name, $"\"{FoundText.Shorten(text)}\"");
        if (base64.Length / 4L * 3 > maxSizeBytes + 2L)
            return RejectedSize(fields, name, maxSizeBytes);

        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(base64.Span, bytes, out int length)
            ? Checked(fields, name, bytes.AsMemory(0, length), context, Accepted)
            : Rejected(fields, name, "text that is not base64");
    }

    /// <summary>The bytes of a form's part if they are a picture that may be decoded; null when they were rejected.</summary>
    public static ReadOnlyMemory<byte>? ReadFile(FieldReader fields, string name, ReadOnlyMemory<byte> bytes, ParseContext context) =>
        Checked(fields, name, bytes, context, AcceptedFile);

    private static ReadOnlyMemory<byte>? Checked(FieldReader fields, string name, ReadOnlyMemory<byte> bytes, ParseContext context, string accepted)
    {
        if (bytes.Length > context.Limits.MaxPictureSizeBytes)
            return RejectedSize(fields, name, context.Limits.MaxPictureSizeBytes);
        if (!IsImage(bytes.Span))
            return Rejected(fields, name, $"{bytes.Length} bytes of something else", accepted);
        return context.Pictures.Measure(bytes).Problem is { } problem ? Rejected(fields, name, problem, accepted) : bytes;
    }

    /// <summary>The text itself, or what follows a data URL's <c>;base64,</c>; any other URL has no base64.</summary>
    private static bool TryGetBase64(string text, out ReadOnlyMemory<char> base64)
    {
        base64 = text.AsMemory();
        if (!text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return !text.AsSpan(0, Math.Min(text.Length, LongestScheme)).Contains("://", StringComparison.Ordinal);
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        base64 = text.AsMemory(comma + 1);
        return comma > 0 && text.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsImage(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || (bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8));

    private static ReadOnlyMemory<byte>? RejectedSize(FieldReader fields, string name, int maxSizeBytes) =>
        Rejected(fields, name, "an image that is too large", $"at most {maxSizeBytes} bytes");

    private static ReadOnlyMemory<byte>? Rejected(FieldReader fields, string name, string found, string accepted = Accepted)
    {
        fields.Reject(name, found, accepted);
        return null;
    }
}
