namespace SwiftDiffusion.Queue.Tests;

/// <summary>Waits for what other threads do.</summary>
internal static class Signal
{
    /// <summary>Far longer than anything a test waits for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Until a token fires.</summary>
    public static async Task OfAsync(CancellationToken fires, CancellationToken cancellationToken)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = fires.Register(fired.SetResult);
        await fired.Task.WaitAsync(Patience, cancellationToken);
    }
}
