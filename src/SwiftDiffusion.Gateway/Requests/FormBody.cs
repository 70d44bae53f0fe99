using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// A <c>multipart/form-data</c> body as the JSON object it stands for, and its pictures. Parts are told apart by their names alone, because
/// clients label pictures as text and leave out quotes.
/// </summary>
internal static class FormBody
{
    private const string Accepted = "multipart/form-data with parts for fields and pictures";
    private const int MostParts = 64;
    private const int LongestBoundary = 200;
    private const int LongestField = 1024 * 1024;

    private static readonly FrozenSet<string> Pictures = FrozenSet.ToFrozenSet(["image", "mask"], StringComparer.Ordinal);

    /// <summary>Fields whose text is the JSON of a number, a flag or an array; any other text is a text, digits or not.</summary>
    private static readonly FrozenSet<string> Typed = FrozenSet.ToFrozenSet(
        [
            "clip_skip", "controlnets", "guidance_rescale", "guidance_scale", "height", "loras", "mask_blur", "n", "num_inference_steps",
            "output_compression", "partial_images", "seed", "stream", "strength", "width",
        ],
        StringComparer.Ordinal);

    public static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    public static async Task<(RequestBody? Body, RequestProblem? Problem)> ParseAsync(
        ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellationToken)
    {
        if (BoundaryOf(contentType) is not { } boundary)
            return (null, Malformed("no usable boundary in Content-Type"));
        var parts = new List<(string Name, ReadOnlyMemory<byte> Content)>();
        try
        {
            var reader = new MultipartReader(boundary, StreamOf(body));
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (NameOf(section) is not { } name)
                    return (null, Malformed("a part without a name"));
                if (parts.Count == MostParts)
                    return (null, Malformed($"more than {MostParts} parts"));
                var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancellationToken);
                parts.Add((name, content.GetBuffer().AsMemory(0, (int)content.Length)));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // The framework's only way to say "not a form"; the bytes are in memory, so the network cannot be the cause.
            return (null, Malformed("a form that is cut off or malformed"));
        }

        return Assemble(parts);
    }

    /// <summary>Over the same bytes, which may be many.</summary>
    private static MemoryStream StreamOf(ReadOnlyMemory<byte> body) => MemoryMarshal.TryGetArray(body, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(body.ToArray(), writable: false);

    private static (RequestBody? Body, RequestProblem? Problem) Assemble(List<(string Name, ReadOnlyMemory<byte> Content)> parts)
    {
        var files = new List<UploadedFile>();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, content) in parts)
        {
            string field = name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : name;
            if (Pictures.Contains(field))
                files.Add(new UploadedFile(field, content));
            else if (Decode(content) is not { } text)
                return (null, Malformed($"a part {FoundText.Shorten(name)} that is no text in UTF-8 of at most {LongestField} bytes"));
            else if (!fields.TryAdd(name, text))
                return (null, Malformed($"the field {FoundText.Shorten(name)} twice"));
        }

        var document = JsonBody.Parse(ToJson(fields), out var problem);
        return document is null ? (null, problem) : (new RequestBody(document, files), null);
    }

    private static byte[] ToJson(Dictionary<string, string> fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, text) in fields)
            {
                json.WritePropertyName(name);
                WriteValue(json, name, text);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, string text)
    {
        using var typed = Typed.Contains(name) ? JsonBody.Parse(Encoding.UTF8.GetBytes(text), out _) : null;
        if (typed is not null)
            typed.RootElement.WriteTo(json);
        else
            json.WriteStringValue(text);
    }

    public static string? BoundaryOf(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= LongestBoundary } boundary
            ? boundary.ToString()
            : null;

    public static string? NameOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
        && HeaderUtilities.RemoveQuotes(disposition.Name) is { Length: > 0 } name
            ? name.ToString()
            : null;

    private static string? Decode(ReadOnlyMemory<byte> content) =>
        content.Length <= LongestField && System.Text.Unicode.Utf8.IsValid(content.Span) ? Encoding.UTF8.GetString(content.Span) : null;

    private static RequestProblem Malformed(string found) => new(null, found, Accepted, Contracts.FailureCode.InvalidRequest);
}
