using System.Xml.Linq;

namespace SwiftDiffusion.LoadGen.Charts;

/// <summary>A page that needs nothing but itself: style and drawings inside, no script. It is well-formed XML as well as HTML.</summary>
internal static class HtmlPage
{
    private static string Style { get; } = ReadStyle();

    public static string Create(string title, params object?[] body)
    {
        var page = new XElement("html", new XAttribute("lang", "en"),
            new XElement("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("title", title),
                new XElement("style", Style)),
            new XElement("body", new XElement("main", body)));
        return $"<!DOCTYPE html>\n{page.ToString(SaveOptions.DisableFormatting)}\n";
    }

    public static XElement Section(string title, params object?[] content) => new("section", new XElement("h2", title), content);

    /// <summary>The first column names the row; all others are figures.</summary>
    public static XElement Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        new("div", new XAttribute("class", "scroll"), new XElement("table",
            new XElement("thead", new XElement("tr", columns.Select(column => new XElement("th", new XAttribute("scope", "col"), column)))),
            new XElement("tbody", rows.Select(row => new XElement("tr",
                new XElement("th", new XAttribute("scope", "row"), row[0]), row.Skip(1).Select(cell => new XElement("td", cell)))))));

    /// <summary>Large figures with their names.</summary>
    public static XElement Tiles(IEnumerable<(string Name, string Value)> tiles) => new("dl", new XAttribute("class", "tiles"),
        tiles.Select(tile => new XElement("div", new XElement("dt", tile.Name), new XElement("dd", tile.Value))));

    /// <summary>Pairs of name and value in small print.</summary>
    public static XElement Facts(IEnumerable<(string Name, string? Value)> facts) => new("dl", new XAttribute("class", "facts"),
        facts.Where(fact => fact.Value is not null).Select(fact => new XElement("div", new XElement("dt", fact.Name), new XElement("dd", fact.Value))));

    private static string ReadStyle()
    {
        using var text = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!);
        return text.ReadToEnd();
    }
}
