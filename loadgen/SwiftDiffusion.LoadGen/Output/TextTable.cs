namespace SwiftDiffusion.LoadGen.Output;

/// <summary>Aligned columns of plain text that never wrap, so that grep and awk can read them. All but the first are set to the right.</summary>
internal sealed class TextTable(params IReadOnlyList<string> columns)
{
    private const string Gap = "  ";

    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    public void Write(TextWriter output)
    {
        int[] widths = [.. columns.Select((name, i) => Math.Max(name.Length, _rows.Select(row => row[i].Length).DefaultIfEmpty().Max()))];
        foreach (var row in _rows.Prepend(columns))
            output.WriteLine(string.Join(Gap, row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
    }
}
