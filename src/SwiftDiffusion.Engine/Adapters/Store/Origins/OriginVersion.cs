namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>What a store says by which to notice that a file has changed (RFC 9110, section 8.8). Both may be absent; then it always counts as changed.</summary>
/// <param name="ETag">Opaque, quotes included.</param>
/// <param name="LastModified">An HTTP date, or whatever the store understands as one.</param>
internal sealed record OriginVersion(string? ETag, string? LastModified)
{
    public bool IsKnown => ETag is not null || LastModified is not null;
}
