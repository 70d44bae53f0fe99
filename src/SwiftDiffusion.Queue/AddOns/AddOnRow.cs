using System.Globalization;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Queue.Payloads;

namespace SwiftDiffusion.Queue.AddOns;

/// <summary>An entry as the scripts answer it: id, document, state, received, total, sha256, size, reason. What is not known is empty.</summary>
internal static class AddOnRow
{
    public const int Length = 8;

    public static string IdOf(AddOnKind kind, string name) => $"{kind.Word()}/{name}";

    public static AddOnEntry Read(string?[] row) => new(QueueJson.Read<AddOnRegistration>(row[1]!), Enum.Parse<AddOnState>(row[2]!, ignoreCase: true))
    {
        ReceivedBytes = NumberOf(row[3]) ?? 0,
        TotalBytes = NumberOf(row[4]),
        Sha256 = TextOf(row[5]),
        SizeBytes = NumberOf(row[6]),
        Reason = TextOf(row[7]),
    };

    private static string? TextOf(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static long? NumberOf(string? value) => TextOf(value) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
