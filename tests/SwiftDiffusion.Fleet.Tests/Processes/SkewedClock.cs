namespace SwiftDiffusion.Fleet.Tests.Processes;

/// <summary>
/// Sets the wall clock of a process off. The library for it is compiled when it is needed; libfaketime, which does the same, also meddles with timed waits and
/// so breaks locks of the runtime.
/// </summary>
internal static class SkewedClock
{
    /// <summary>Compiles the library into a folder.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> CompileAsync(string folder)
    {
        string library = Path.Combine(folder, "skewed_clock.so");
        string source = Path.Combine(AppContext.BaseDirectory, "Processes", "skewed_clock.c");
        await using var compiler = OwnedProcess.Start(
            InstalledPrograms.Compiler!, ["-shared", "-fPIC", "-Wall", "-Werror", "-o", library, source, "-ldl"], new Dictionary<string, string>());
        int exitCode = await compiler.EndAsync();
        Assert.True(exitCode == 0, compiler.Output);
        return library;
    }

    /// <summary>The environment of a process whose clock is off by so much.</summary>
    public static (string Name, string Value)[] By(TimeSpan skew, string library) =>
        [("LD_PRELOAD", library), ("CLOCK_SKEW_SECONDS", skew.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
