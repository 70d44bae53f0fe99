using System.Xml.Linq;
using static SwiftDiffusion.LoadGen.Charts.ChartFrame;

namespace SwiftDiffusion.LoadGen.Charts;

/// <summary>Horizontal bars of parts that add up.</summary>
internal static class StackedBars
{
    private const double RowHeight = 44, BarHeight = 28, LabelWidth = 132, TotalWidth = 90;

    /// <param name="title">What it shows.</param>
    /// <param name="description">How to read it, in a sentence.</param>
    /// <param name="unit">Unit of the values.</param>
    /// <param name="parts">Names of the parts.</param>
    /// <param name="bars">At least one.</param>
    public static XElement Draw(string title, string description, string unit, IReadOnlyList<string> parts, IReadOnlyList<Bar> bars)
    {
        double largest = bars.Max(bar => bar.Values.Sum());
        double scale = largest > 0 ? (Width - LabelWidth - TotalWidth) / largest : 0;
        return Figure(title, description, parts, (bars.Count * RowHeight) + 8, bars.SelectMany((bar, row) => Row(bar, row * RowHeight + 4, scale, parts, unit)));
    }

    private static IEnumerable<XElement> Row(Bar bar, double top, double scale, IReadOnlyList<string> parts, string unit)
    {
        double middle = top + (BarHeight / 2) + 6, x = LabelWidth;
        yield return Text(LabelWidth - 8, middle, bar.Label, "end");
        for (int i = 0; i < bar.Values.Count; i++)
        {
            double width = bar.Values[i] * scale;
            yield return Rectangle(x, top, width, BarHeight, $"bar {ColourOf(i)}", $"{bar.Label}, {parts[i]}: {Axis.Text(bar.Values[i])} {unit}");
            x += width;
        }

        yield return Text(x + 6, middle, $"{Axis.Text(bar.Values.Sum())} {unit}");
    }
}
