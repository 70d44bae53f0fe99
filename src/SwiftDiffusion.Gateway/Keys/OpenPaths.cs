using SwiftDiffusion.Gateway.Images;

namespace SwiftDiffusion.Gateway.Keys;

/// <summary>What may be asked for without a key: health, the pages that ask people for theirs, and pictures at addresses nobody can guess.</summary>
internal static class OpenPaths
{
    private static readonly string[] Whole = ["/", "/ops", "/livez", "/readyz", "/healthz"];
    private static readonly string[] Folders = ["/playground", ResultFiles.Route];

    public static bool Contains(PathString path) =>
        Array.Exists(Whole, whole => path.Equals(whole, StringComparison.OrdinalIgnoreCase)) || Array.Exists(Folders, folder => path.StartsWithSegments(folder));
}
