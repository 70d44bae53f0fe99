using System.Text.RegularExpressions;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// Values per module as PEFT's <c>alpha_pattern</c> gives them: a key names a module by its whole path, by the end of it, or as a
/// regular expression for either; the first key that matches wins. Plain keys, of which a file may have one per module,
/// are looked up; only true expressions are run, in linear time, because the file is not trusted.
/// </summary>
internal sealed class ModulePatterns
{
    private const int MaxExpressions = 64;
    private const int MaxExpressionLength = 256;

    private readonly Dictionary<string, (int Order, float Value)> _wholePaths = [];
    private readonly Dictionary<string, (int Order, float Value)> _pathEnds = [];
    private readonly List<(int Order, Regex Expression, float Value)> _expressions = [];

    private ModulePatterns()
    {
    }

    /// <param name="patterns">Keys and their values, in the file's order.</param>
    /// <param name="name">The metadata field, for messages.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="ModelFormatException">A key is no valid expression, or there are too many.</exception>
    public static ModulePatterns Parse(IEnumerable<(string Key, float Value)> patterns, string name, string file)
    {
        var result = new ModulePatterns();
        int order = 0;
        foreach (var (key, value) in patterns)
            result.Add(key, order++, value, name, file);
        return result;
    }

    /// <summary>The value of the first key that matches the path; null when none does.</summary>
    public float? Match(string path)
    {
        var matches = _expressions.Where(e => e.Expression.IsMatch(path)).Select(e => (e.Order, e.Value)).ToList();
        if (_wholePaths.TryGetValue(path, out var whole))
            matches.Add(whole);
        for (int start = 0; start >= 0 && _pathEnds.Count > 0; start = path.IndexOf('.', start) + 1 is var next and > 0 ? next : -1)
        {
            if (_pathEnds.TryGetValue(path[start..], out var end))
                matches.Add(end);
        }

        return matches.Count == 0 ? null : matches.MinBy(match => match.Order).Value;
    }

    private void Add(string key, int order, float value, string name, string file)
    {
        string plain = key.TrimStart('^').TrimEnd('$').Replace("\\.", ".", StringComparison.Ordinal);
        if (plain.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            (key.StartsWith('^') ? _wholePaths : _pathEnds).TryAdd(plain, (order, value));
        else if (_expressions.Count == MaxExpressions || key.Length > MaxExpressionLength)
            throw new ModelFormatException(
                file, $"metadata '{name}' has more than {MaxExpressions} regular expressions, or one of more than {MaxExpressionLength} characters");
        else
            _expressions.Add((order, Compile(key, name, file), value));
    }

    private static Regex Compile(string key, string name, string file)
    {
        try
        {
            return new Regex($@"^(?:.*\.)?(?:{key})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        // NotSupportedException: an expression that cannot be run in linear time.
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ModelFormatException(file, $"metadata '{name}' has the key '{key}', which is no regular expression in linear time: {e.Message}", e);
        }
    }
}
