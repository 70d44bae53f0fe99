namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>One promise about add-ons, measured.</summary>
/// <param name="What">What was compared.</param>
/// <param name="Measured">The figures behind the ratio, in words.</param>
/// <param name="Ratio">What the bar is about.</param>
/// <param name="Bar">What it should be, in words.</param>
/// <param name="HasPassed">Whether it is; null where nothing is promised.</param>
internal sealed record AddOnRow(string What, string Measured, double Ratio, string Bar, bool? HasPassed)
{
    /// <summary>A ratio that should be that or more.</summary>
    public static AddOnRow AtLeast(string what, string measured, double ratio, double bar) =>
        new(what, measured, ratio, FormattableString.Invariant($">= {bar:0.00##}"), ratio >= bar);

    /// <summary>A ratio that should be that or less.</summary>
    public static AddOnRow AtMost(string what, string measured, double ratio, double bar) =>
        new(what, measured, ratio, FormattableString.Invariant($"<= {bar:0.00##}"), ratio <= bar);

    /// <summary>A ratio to compare the others with.</summary>
    public static AddOnRow Told(string what, string measured, double ratio) => new(what, measured, ratio, "none", null);
}
