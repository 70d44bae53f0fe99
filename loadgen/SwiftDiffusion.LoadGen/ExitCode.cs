namespace SwiftDiffusion.LoadGen;

/// <summary>What the program returns to its caller.</summary>
public static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The run is invalid: the generator itself could not keep its schedule, or no request succeeded.</summary>
    public const int RunInvalid = 1;

    /// <summary>The arguments, a file they name or the server they point at cannot be used; one line on the error stream says why.</summary>
    public const int UserError = 2;

    /// <summary>Ended by Ctrl+C, as shells count it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
