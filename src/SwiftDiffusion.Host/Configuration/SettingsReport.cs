using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Configuration;

/// <summary>Every setting with its value and where it came from.</summary>
internal static class SettingsReport
{
    public static void Print(IEnumerable<Setting> settings, TextWriter output)
    {
        var table = new TextTable("setting", "value", "from");
        foreach (var setting in settings)
            table.Add(setting.Name, setting.Value.Length > 0 ? setting.Value : "-", setting.Source);
        table.Write(output);
    }
}
