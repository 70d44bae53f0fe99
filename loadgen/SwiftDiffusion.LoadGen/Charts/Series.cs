namespace SwiftDiffusion.LoadGen.Charts;

/// <summary>A point of a chart, in the units of its axes. A Y that is no number is a gap.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>One line of a chart.</summary>
/// <param name="Name">As the legend has it.</param>
/// <param name="Points">In rising order of X.</param>
internal sealed record Series(string Name, IReadOnlyList<Point> Points);

/// <summary>A value of the horizontal axis that a chart points out.</summary>
internal sealed record Marker(double X, string Label);

/// <summary>One bar or group of columns.</summary>
/// <param name="Label">Beside the bar.</param>
/// <param name="Values">One per part.</param>
internal sealed record Bar(string Label, IReadOnlyList<double> Values);
