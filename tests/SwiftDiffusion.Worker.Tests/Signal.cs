namespace SwiftDiffusion.Worker.Tests;

/// <summary>Waits for what other threads do.</summary>
internal static class Signal
{
    /// <summary>Until a token fires.</summary>
    public static async Task OfAsync(CancellationToken fires)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = fires.Register(fired.SetResult);
        await fired.Task.WaitAsync(TestContext.Current.CancellationToken);
    }
}
