using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Queue.Claims;

/// <summary>Which failures of an attempt are worth another one, and which ends somebody should look into.</summary>
internal static class RetryRule
{
    /// <summary>
    /// Attempts that a job has when one ends like this. Only what hangs on the worker is tried again elsewhere; whatever is about the job itself,
    /// or would only repeat, ends it at once.
    /// </summary>
    public static int MaxAttempts(FailureCode code, int configured) => code switch
    {
        FailureCode.DeviceLost or FailureCode.NotReady or FailureCode.Overloaded => configured,
        _ => 1,
    };

    /// <summary>True when the fault is not the client's: the job is kept with its inputs as a dead letter.</summary>
    public static bool IsDeadLetter(FailureCode code) => code is
        FailureCode.DeviceLost or FailureCode.NotReady or FailureCode.Overloaded or FailureCode.Internal or FailureCode.OutOfMemory or FailureCode.AdapterLoadFailed;
}
