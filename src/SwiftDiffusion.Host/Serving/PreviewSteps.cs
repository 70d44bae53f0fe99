namespace SwiftDiffusion.Host.Serving;

/// <summary>After which steps a run is shown: evenly spread, never after the last, as the picture itself follows it.</summary>
internal static class PreviewSteps
{
    /// <summary>Preview i of n comes after step floor(steps · (i + 1) / (n + 1)); a run of few steps has fewer.</summary>
    public static bool IsDue(int step, int steps, int previews)
    {
        for (int i = 1; i <= previews; i++)
        {
            if (step == (int)((long)steps * i / (previews + 1)))
                return true;
        }

        return false;
    }
}
