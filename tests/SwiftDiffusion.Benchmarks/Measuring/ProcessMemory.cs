using System.Globalization;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>Resident memory of this process, from /proc/self/status.</summary>
/// <param name="AnonymousBytes">Private memory.</param>
/// <param name="FileBytes">Mapped file pages.</param>
internal sealed record ProcessMemory(long AnonymousBytes, long FileBytes)
{
    public static ProcessMemory Now()
    {
        string[] lines = File.ReadAllLines("/proc/self/status");
        return new ProcessMemory(Kilobytes(lines, "RssAnon:") * 1024, (Kilobytes(lines, "RssFile:") + Kilobytes(lines, "RssShmem:")) * 1024);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(AnonymousBytes + FileBytes) / 1e9:F2} GB resident ({AnonymousBytes / 1e9:F2} private, {FileBytes / 1e9:F2} mapped)");

    private static long Kilobytes(string[] lines, string field) =>
        long.Parse(lines.First(line => line.StartsWith(field, StringComparison.Ordinal)).AsSpan(field.Length).Trim(" \tkB"), CultureInfo.InvariantCulture);
}
