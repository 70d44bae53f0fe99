namespace SwiftDiffusion.Host.Output;

/// <summary>
/// Aligned columns of plain text, the same on a terminal and in a pipe: lines never wrap and hold nothing but the cells, so that grep and awk can read
/// them. A column of figures is set to the right.
/// </summary>
internal sealed class TextTable(params string[] columns)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(TextWriter output)
    {
        int[] widths = [.. columns.Select((name, i) => Math.Max(name.Length, _rows.Select(row => row[i].Length).DefaultIfEmpty().Max()))];
        bool[] figures = [.. columns.Select((_, i) => _rows.All(row => IsFigure(row[i])))];
        foreach (string[] row in _rows.Prepend(columns))
            output.WriteLine(string.Join(Gap, row.Select((cell, i) => figures[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
    }

    private static bool IsFigure(string cell) => cell.Length == 0 || char.IsAsciiDigit(cell.TrimStart('+', '-').FirstOrDefault());
}
