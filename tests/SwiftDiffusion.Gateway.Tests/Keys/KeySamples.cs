using System.Security.Cryptography;
using System.Text;
using SwiftDiffusion.Gateway.Keys;

namespace SwiftDiffusion.Gateway.Tests.Keys;

/// <summary>API keys for tests: the key of a name is <c>secret-NAME</c>.</summary>
internal static class KeySamples
{
    public static string KeyOf(string name) => $"secret-{name}";

    public static ApiKeyOptions Options(string name) => new() { Name = name, Sha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(name)))) };

    public static (string Name, string Value) Bearer(string name) => ("Authorization", $"Bearer {KeyOf(name)}");
}
