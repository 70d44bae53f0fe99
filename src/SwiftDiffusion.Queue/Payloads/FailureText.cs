using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Queue.Payloads;

/// <summary>Failures as the store keeps them, and those the store finds out by itself.</summary>
internal static class FailureText
{
    /// <summary>Of a job whose worker vanished.</summary>
    public static string Lost { get; } = Write(new JobFailure(FailureCode.DeviceLost, "The worker stopped renewing its lease: it crashed, hung or lost the store."));

    /// <summary>Of a job that every attempt cost its worker; it may well be the cause.</summary>
    public static string GivenUp(int attempts) => Write(new JobFailure(
        FailureCode.DeviceLost,
        $"The job is given up after {attempts} attempts: each time its worker stopped renewing the lease. Perhaps the job makes workers crash; their logs name it."));

    /// <summary>Of a job whose deadline passed.</summary>
    public static string Overdue { get; } = Write(new JobFailure(FailureCode.DeadlineExceeded, "The job was not started, or not finished, by its deadline."));

    public static string Write(JobFailure failure) => QueueJson.Write(failure);

    public static JobFailure Read(string text) => QueueJson.Read<JobFailure>(text);
}
