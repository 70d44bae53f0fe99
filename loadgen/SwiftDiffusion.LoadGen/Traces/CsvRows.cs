using CsvHelper;

namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>A CSV file with a header; every cell comes with the line it stands on.</summary>
internal sealed class CsvRows
{
    private static readonly CsvReaderOptions Options = CsvReaderOptions.Default with
    {
        Separator = ',',
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
    };

    private readonly CsvReader _csv;
    private readonly string _file;
    private readonly string[] _header;

    /// <exception cref="TraceFormatException">There is no header.</exception>
    public CsvRows(TextReader text, string file)
    {
        _file = file;
        _csv = CsvReader.Create(text, Options, leaveOpen: true);
        _header = [.. _csv.Headers];
        if (_header.Length == 0)
            throw new TraceFormatException(file, "line 1", "the header is missing; expected the names of the columns.");
    }

    /// <exception cref="TraceFormatException">A column is not there.</exception>
    public void Require(params IReadOnlyList<string> columns)
    {
        if (columns.FirstOrDefault(column => !_header.Contains(column)) is { } missing)
            throw new TraceFormatException(_file, "line 1", $"there is no column \"{missing}\"; found {string.Join(", ", _header)}.");
    }

    /// <exception cref="TraceFormatException">A column nobody knows is there: a misspelt one must not be ignored.</exception>
    public void RefuseUnknown(IReadOnlyList<string> columns)
    {
        if (_header.FirstOrDefault(column => !columns.Contains(column)) is { } unknown)
            throw new TraceFormatException(_file, "line 1", $"column \"{unknown}\" is unknown; expected some of {string.Join(", ", columns)}.");
    }

    /// <summary>Every row, in order. A cell that is empty or in a column that is not there is null.</summary>
    public IEnumerable<(FieldText Fields, Func<string, string?> Cell)> Read()
    {
        while (ReadRow())
        {
            var fields = new FieldText(_file, _csv.LineNumber);
            if (_csv.FieldCount != _header.Length)
                throw fields.Problem($"{_csv.FieldCount} cells under {_header.Length} columns; a text with commas needs quotes.");
            yield return (fields, Cell);
        }
    }

    private bool ReadRow()
    {
        try
        {
            return _csv.Read();
        }
        catch (CsvFormatException e)
        {
            throw new TraceFormatException(_file, $"line {e.LineNumber}", "a quote stands where none may; put the cell in quotes and double those inside.", e);
        }
    }

    private string? Cell(string column)
    {
        int position = Array.IndexOf(_header, column);
        return position >= 0 && !_csv.IsEmpty(position) ? _csv.GetString(position) : null;
    }
}
