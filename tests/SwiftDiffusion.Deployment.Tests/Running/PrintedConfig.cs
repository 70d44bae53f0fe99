namespace SwiftDiffusion.Deployment.Tests.Running;

/// <summary>What <c>serve --print-config</c> says of a command with variables: the program's own binder, which refuses names that are no setting.</summary>
internal static class PrintedConfig
{
    /// <returns>Value and source by the setting's name.</returns>
    public static async Task<IReadOnlyDictionary<string, (string Value, string Source)>> OfAsync(IEnumerable<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var run = await ProgramRun.OfAsync(Programs.Server, [.. command, "--print-config"], environment);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Split('\n').Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 3).ToDictionary(cells => cells[0], cells => (cells[1], cells[2]), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Each variable sets the setting that it is called after.</summary>
    public static async Task AssertBindsAsync(IEnumerable<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var settings = await OfAsync(command, environment);
        foreach (var (name, value) in environment.Where(variable => variable.Key.StartsWith("SWIFTDIFFUSION_", StringComparison.Ordinal)))
        {
            string setting = name["SWIFTDIFFUSION_".Length..].Replace("__", ":", StringComparison.Ordinal);
            Assert.True(settings.TryGetValue(setting, out var bound), $"{name}: there is no setting {setting}");
            Assert.Equal((setting, "environment"), (setting, bound.Source));
            Assert.StartsWith(bound.Value.TrimEnd('/'), value, StringComparison.OrdinalIgnoreCase);
        }
    }
}
