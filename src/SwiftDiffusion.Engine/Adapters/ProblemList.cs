namespace SwiftDiffusion.Engine.Adapters;

/// <summary>Words a list of problems for one message, however long the list is.</summary>
internal static class ProblemList
{
    private const int MaxShown = 10;

    /// <summary>The first ten, and how many more there are.</summary>
    public static string Format(IReadOnlyCollection<string> items)
    {
        string shown = string.Join("; ", items.Take(MaxShown));
        return items.Count <= MaxShown ? shown : $"{shown}; and {items.Count - MaxShown} more";
    }
}
