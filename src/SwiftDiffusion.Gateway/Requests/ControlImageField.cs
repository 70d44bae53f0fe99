namespace SwiftDiffusion.Gateway.Requests;

/// <summary>Reads an image given as base64 or as a data URL. What kind it is, its first bytes say, not its label.</summary>
internal static class ControlImageField
{
    private const string Accepted = "a PNG, JPEG or WebP image as base64 or as a data URL";
    private const int LongestScheme = 16;

    /// <summary>The encoded image; null when it was rejected. Absence is a problem.</summary>
    public static ReadOnlyMemory<byte>? Read(FieldReader fields, string name, int maxSizeBytes)
    {
        string? text = fields.Text(name, int.MaxValue, Accepted);
        if (text is null)
        {
            if (!fields.Has(name))
                fields.Reject(name, Accepted);
            return null;
        }

        if (!TryGetBase64(text, out var base64))
            return Rejected(fields, name, $"\"{FoundText.Shorten(text)}\"");
        if (base64.Length / 4L * 3 > maxSizeBytes + 2L)
            return Rejected(fields, name, "an image that is too large", $"at most {maxSizeBytes} bytes");

        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64Chars(base64.Span, bytes, out int length))
            return Rejected(fields, name, "text that is not base64");
        return IsImage(bytes.AsSpan(0, length)) ? bytes.AsMemory(0, length) : Rejected(fields, name, $"{length} bytes of something else");
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

    private static ReadOnlyMemory<byte>? Rejected(FieldReader fields, string name, string found, string accepted = Accepted)
    {
        fields.Reject(name, found, accepted);
        return null;
    }
}
