using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SwiftDiffusion.Gateway.Webhooks;

/// <summary>
/// The signature of a webhook: <c>t=SECONDS,v1=HEX</c>, where HEX is HMAC-SHA256, under the shared secret, of the seconds since 1970, a full stop and
/// the body. The time is signed with it so that a receiver can refuse what somebody recorded and sent again.
/// </summary>
internal static class WebhookSignature
{
    public const string Header = "X-SwiftDiffusion-Signature";

    public static string Of(string secret, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        string seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{seconds}."));
        hmac.AppendData(body);
        return $"t={seconds},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
