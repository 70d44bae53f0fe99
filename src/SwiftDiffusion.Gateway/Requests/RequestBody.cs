using System.Text.Json;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>A body after its format has been undone: one JSON value, and the pictures that came beside it.</summary>
internal sealed record RequestBody(JsonDocument Json, IReadOnlyList<UploadedFile> Files) : IDisposable
{
    public void Dispose() => Json.Dispose();
}
