using System.Text;
using System.Xml.Linq;
using static SwiftDiffusion.LoadGen.Charts.ChartFrame;

namespace SwiftDiffusion.LoadGen.Charts;

/// <summary>Lines over a common horizontal axis.</summary>
internal static class LineChart
{
    /// <param name="title">What it shows.</param>
    /// <param name="description">How to read it, in a sentence.</param>
    /// <param name="x">Horizontal axis.</param>
    /// <param name="y">Vertical axis.</param>
    /// <param name="series">The lines.</param>
    /// <param name="marker">A value to point out; null for none.</param>
    public static XElement Draw(string title, string description, Axis x, Axis y, IReadOnlyList<Series> series, Marker? marker = null) => Figure(
        title, description, series.Select(line => line.Name), Height,
        HorizontalGrid(y), VerticalTicks(x), Line(Left, Y(0), Width - Right, Y(0), "axis"), XLabel(x.Label), YLabel(y.Label),
        marker is null ? [] : Draw(marker, x),
        series.Select((line, i) => new XElement("path", new XAttribute("d", PathOf(line.Points, x, y)), new XAttribute("class", $"line {ColourOf(i)}"))));

    private static IEnumerable<XElement> Draw(Marker marker, Axis x)
    {
        double at = X(x.Place(marker.X));
        bool isRight = at > Left + (PlotWidth / 2);
        return [Line(at, Y(0), at, Y(1), "marker"), Text(isRight ? at - 6 : at + 6, Y(0) - 8, marker.Label, isRight ? "end" : "start")];
    }

    private static string PathOf(IReadOnlyList<Point> points, Axis x, Axis y)
    {
        var path = new StringBuilder();
        bool isDown = false;
        foreach (var point in points)
        {
            // A line of no length is a dot: a point between two gaps stays visible.
            if (double.IsFinite(point.Y))
                path.Append(isDown ? 'L' : 'M').Append(Number(X(x.Place(point.X)))).Append(' ').Append(Number(Y(y.Place(point.Y)))).Append(isDown ? "" : "h0");
            isDown = double.IsFinite(point.Y);
        }

        return path.ToString();
    }
}
