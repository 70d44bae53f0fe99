using System.Globalization;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Jobs;
using SwiftDiffusion.Queue.Payloads;

namespace SwiftDiffusion.Queue.Claims;

/// <summary>What <c>claim.lua</c> grants. Instants are the store's clock.</summary>
internal sealed record ClaimedJob(
    JobId Id, long Claim, int Attempt, StoredRecord Payload, DateTimeOffset Granted, DateTimeOffset Submitted, TimeSpan? TimeLeft, string? TraceParent, Uri? Webhook, string ApiKeyId)
{
    /// <summary>Reads the flat answer of the script.</summary>
    public static ClaimedJob Read(string?[] flat)
    {
        long granted = Number(flat[5]), submitted = Number(flat[6]), endBy = Number(flat[7]);
        return new ClaimedJob(
            JobId.Parse(flat[0]!),
            Number(flat[1]),
            (int)Number(flat[2]),
            StoredRecord.Of(flat[3] ?? "", flat[4] ?? ""),
            DateTimeOffset.FromUnixTimeMilliseconds(granted),
            DateTimeOffset.FromUnixTimeMilliseconds(submitted),
            endBy > 0 ? TimeSpan.FromMilliseconds(Math.Max(0, endBy - granted)) : null,
            string.IsNullOrEmpty(flat[8]) ? null : flat[8],
            string.IsNullOrEmpty(flat[9]) ? null : new Uri(flat[9]!),
            Token.NameOf(flat[10] ?? ""));
    }

    private static long Number(string? text) => long.Parse(text ?? "0", CultureInfo.InvariantCulture);
}
