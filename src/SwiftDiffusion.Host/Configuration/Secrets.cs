using System.Text.RegularExpressions;

namespace SwiftDiffusion.Host.Configuration;

/// <summary>Hides what must not be printed.</summary>
internal static partial class Secrets
{
    private const string Mask = "***";
    private static readonly string[] Endings = ["Key", "Secret", "Password", "Token", "Headers"];

    /// <summary>A value as it may be shown: nothing of a secret, an address without its password.</summary>
    public static string Hide(string name, string value)
    {
        string property = name.Split(':').LastOrDefault(part => !int.TryParse(part, out _)) ?? name;
        return value.Length > 0 && Endings.Any(ending => property.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ? Mask
            : PasswordInOptions().Replace(PasswordInAddress().Replace(value, "$1" + Mask + "$3"), "$1" + Mask);
    }

    [GeneratedRegex("(://[^:/@]*:)([^@/]*)(@)")]
    private static partial Regex PasswordInAddress();

    [GeneratedRegex("(password=)([^,]*)", RegexOptions.IgnoreCase)]
    private static partial Regex PasswordInOptions();
}
