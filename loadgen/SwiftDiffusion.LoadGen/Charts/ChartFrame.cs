using System.Globalization;
using System.Xml.Linq;

namespace SwiftDiffusion.LoadGen.Charts;

/// <summary>
/// What all charts share: a drawing of fixed proportions that scales with the page, grid, axes, legend, and a caption that screen readers get as well.
/// Colours are classes of <c>report.css</c>, so that light and dark differ there alone.
/// </summary>
internal static class ChartFrame
{
    public const double Width = 720, Height = 330, Left = 84, Right = 18, Top = 14, Bottom = 58;

    /// <summary>Different colours there are; a chart with more lines begins again.</summary>
    private const int Colours = 8;

    public static double PlotWidth => Width - Left - Right;

    public static double X(double place) => Left + (place * PlotWidth);

    public static double Y(double place) => Height - Bottom - (place * (Height - Top - Bottom));

    public static string ColourOf(int series) => $"c{(series % Colours) + 1}";

    /// <summary>The chart with title, legend and a sentence about it.</summary>
    public static XElement Figure(string title, string description, IEnumerable<string> legend, double height, params object[] drawing)
    {
        var names = legend.ToArray();
        return new XElement("figure",
            new XElement("figcaption", new XElement("strong", title), new XElement("span", description)),
            names.Length < 2 ? null : new XElement("ul", new XAttribute("class", "legend"), names.Select(LegendEntry)),
            new XElement("svg",
                new XAttribute("viewBox", $"0 0 {Number(Width)} {Number(height)}"), new XAttribute("role", "img"),
                new XAttribute("aria-label", $"{title}. {description}"),
                drawing));
    }

    public static XElement Line(double x1, double y1, double x2, double y2, string style) => new("line",
        new XAttribute("x1", Number(x1)), new XAttribute("y1", Number(y1)), new XAttribute("x2", Number(x2)), new XAttribute("y2", Number(y2)),
        new XAttribute("class", style));

    public static XElement Text(double x, double y, string text, string anchor = "start", string style = "label") => new("text",
        new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor), new XAttribute("class", style), text);

    /// <summary>A rectangle that says its value when pointed at.</summary>
    public static XElement Rectangle(double x, double y, double width, double height, string style, string tip) => new("rect",
        new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("width", Number(Math.Max(0, width))),
        new XAttribute("height", Number(Math.Max(0, height))), new XAttribute("class", style), new XElement("title", tip));

    public static IEnumerable<XElement> HorizontalGrid(Axis y) => y.Ticks.SelectMany(tick => new[]
    {
        Line(Left, Y(y.Place(tick)), Width - Right, Y(y.Place(tick)), "grid"),
        Text(Left - 8, Y(y.Place(tick)) + 5, Axis.Text(tick), "end"),
    });

    public static IEnumerable<XElement> VerticalTicks(Axis x) => x.Ticks.SelectMany(tick => new[]
    {
        Line(X(x.Place(tick)), Y(0), X(x.Place(tick)), Y(0) + 4, "axis"),
        Text(X(x.Place(tick)), Y(0) + 21, Axis.Text(tick), "middle"),
    });

    public static XElement YLabel(string label)
    {
        var text = Text(20, (Top + Height - Bottom) / 2, label, "middle", "axis-label");
        text.Add(new XAttribute("transform", $"rotate(-90 20 {Number((Top + Height - Bottom) / 2)})"));
        return text;
    }

    public static XElement XLabel(string label) => Text(Left + (PlotWidth / 2), Height - 10, label, "middle", "axis-label");

    /// <summary>Hundredths are finer than a screen.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static XElement LegendEntry(string name, int i) =>
        new("li", new XElement("span", new XAttribute("class", $"swatch {ColourOf(i)}"), "■"), $" {name}");
}
