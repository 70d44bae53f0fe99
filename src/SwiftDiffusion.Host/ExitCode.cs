namespace SwiftDiffusion.Host;

/// <summary>What the program returns to its caller.</summary>
public static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command ran, and what it checked does not hold.</summary>
    public const int CheckFailed = 1;

    /// <summary>The arguments, or a file they name, cannot be used; one line on the error stream says why.</summary>
    public const int UserError = 2;

    /// <summary>Ended by Ctrl+C, as shells count it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
