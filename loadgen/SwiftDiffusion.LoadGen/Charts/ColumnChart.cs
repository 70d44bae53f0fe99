using System.Xml.Linq;
using static SwiftDiffusion.LoadGen.Charts.ChartFrame;

namespace SwiftDiffusion.LoadGen.Charts;

/// <summary>Groups of columns side by side.</summary>
internal static class ColumnChart
{
    private const double GroupShare = 0.7;

    /// <param name="title">What it shows.</param>
    /// <param name="description">How to read it, in a sentence.</param>
    /// <param name="xLabel">What the groups are.</param>
    /// <param name="y">Vertical axis.</param>
    /// <param name="columns">Names of the columns of every group.</param>
    /// <param name="groups">At least one.</param>
    public static XElement Draw(string title, string description, string xLabel, Axis y, IReadOnlyList<string> columns, IReadOnlyList<Bar> groups)
    {
        double groupWidth = PlotWidth / groups.Count, width = groupWidth * GroupShare / columns.Count;
        return Figure(
            title, description, columns, Height,
            HorizontalGrid(y), Line(Left, Y(0), Width - Right, Y(0), "axis"), XLabel(xLabel), YLabel(y.Label),
            groups.SelectMany((group, i) => Group(group, Left + (groupWidth * (i + 0.5)), width, y, columns)));
    }

    private static IEnumerable<XElement> Group(Bar group, double centre, double width, Axis y, IReadOnlyList<string> columns)
    {
        yield return Text(centre, Y(0) + 21, group.Label, "middle");
        double left = centre - (width * columns.Count / 2);
        for (int i = 0; i < group.Values.Count; i++)
        {
            double top = Y(y.Place(group.Values[i]));
            yield return Rectangle(left + (i * width), top, width - 2, Y(0) - top, $"bar {ColourOf(i)}", $"{group.Label}, {columns[i]}: {Axis.Text(group.Values[i])}");
        }
    }
}
