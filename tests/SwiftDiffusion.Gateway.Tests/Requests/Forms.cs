using System.Text;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Tests.Requests;

/// <summary>Forms as clients really write them.</summary>
internal static class Forms
{
    public const string ContentType = "multipart/form-data; boundary=\"=limit=\"";

    /// <summary>Part headers without quotes where they can do without, and pictures labelled as text, which is what the .NET client sends.</summary>
    public static byte[] Write(params (string Name, object Value)[] parts)
    {
        var body = new MemoryStream();
        foreach (var (name, value) in parts)
        {
            string file = (value is byte[]) ? "; filename=a.png; filename*=utf-8''a.png" : "";
            Text(body, $"--=limit=\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name={(name.EndsWith(']') ? $"\"{name}\"" : name)}{file}\r\n\r\n");
            if (value is byte[] bytes)
                body.Write(bytes);
            else
                Text(body, (string)value);
            Text(body, "\r\n");
        }

        Text(body, "--=limit=--\r\n");
        return body.ToArray();
    }

    public static Task<(RequestBody? Body, RequestProblem? Problem)> ReadAsync(byte[] body, string contentType = ContentType) =>
        FormBody.ParseAsync(body, contentType, TestContext.Current.CancellationToken);

    public static ByteArrayContent Content(params (string Name, object Value)[] parts)
    {
        var content = new ByteArrayContent(Write(parts));
        content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        return content;
    }

    private static void Text(MemoryStream body, string text) => body.Write(Encoding.UTF8.GetBytes(text));
}
