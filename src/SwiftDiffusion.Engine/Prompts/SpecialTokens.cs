using System.Buffers;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// The tokens that are recognised in the raw text before anything is cleaned: begin, end, padding, unknown and whatever else the
/// folder adds. So a tokenizer that pads with "!" reads every "!" of a prompt as padding, as the reference does.
/// </summary>
internal sealed class SpecialTokens
{
    private readonly (string Text, int Id)[] _longestFirst;
    private readonly SearchValues<string> _search;

    public SpecialTokens(TokenId bos, TokenId eos, TokenId pad, int unknownId, IReadOnlyDictionary<string, int> all)
    {
        (Bos, Eos, Pad, UnknownId) = (bos, eos, pad, unknownId);
        _longestFirst = [.. all.Select(token => (token.Key, token.Value)).OrderByDescending(token => token.Key.Length)];
        _search = SearchValues.Create([.. all.Keys], StringComparison.Ordinal);
    }

    public TokenId Bos { get; }

    public TokenId Eos { get; }

    public TokenId Pad { get; }

    /// <summary>Stands for a byte that the vocabulary does not have.</summary>
    public int UnknownId { get; }

    /// <summary>Every id that a special token stands for.</summary>
    public IEnumerable<int> Ids => _longestFirst.Select(token => token.Id);

    /// <summary>The first special token at or after <paramref name="from"/>, the longest of those that begin there.</summary>
    public (int Start, int End, int Id)? Next(string text, int from)
    {
        int offset = text.AsSpan(from).IndexOfAny(_search);
        if (offset < 0)
            return null;
        int start = from + offset;
        var (content, id) = _longestFirst.First(token => text.AsSpan(start).StartsWith(token.Text, StringComparison.Ordinal));
        return (start, start + content.Length, id);
    }

    /// <summary>A begin or end token in cleaned (lower-case) text, where unescaping or lower-casing may have produced one.</summary>
    public TokenId? BoundaryAt(ReadOnlySpan<char> cleaned)
    {
        if (cleaned.StartsWith(Bos.Text, StringComparison.Ordinal))
            return Bos;
        return cleaned.StartsWith(Eos.Text, StringComparison.Ordinal) ? Eos : null;
    }
}
