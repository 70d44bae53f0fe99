using System.Collections.Frozen;
using System.Text;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016, over bytes as in GPT-2): a word's bytes are joined pairwise, the earliest-learned pair first.
/// A heap over a linked list keeps one giant word at O(n log n). Immutable: words are short and encoding one costs microseconds,
/// so there is no cache to bound or to lock.
/// </summary>
/// <param name="innerBytes">Symbol of each byte value inside a word.</param>
/// <param name="lastBytes">Symbol of each byte value at a word's end.</param>
/// <param name="merges">(left symbol, right symbol) to the pair's rank and the joined symbol.</param>
internal sealed class BytePairMerges(
    int[] innerBytes, int[] lastBytes, FrozenDictionary<(int Left, int Right), (int Rank, int Joined)> merges)
{
    /// <summary>Appends the token ids of one word.</summary>
    public void Append(ReadOnlySpan<char> word, List<int> ids)
    {
        var symbols = new Symbols(BytesToSymbols(word));
        var queue = new PriorityQueue<(int Position, int Left, int Right), (int Rank, int Position)>();
        for (int i = 0; i < symbols.Count; i++)
            Enqueue(queue, symbols, i);
        while (queue.TryDequeue(out var pair, out _))
        {
            // A neighbour may have joined someone else in the meantime.
            if (symbols.PairAt(pair.Position) != (pair.Left, pair.Right))
                continue;
            symbols.Join(pair.Position, merges[(pair.Left, pair.Right)].Joined);
            Enqueue(queue, symbols, symbols.Before(pair.Position));
            Enqueue(queue, symbols, pair.Position);
        }

        symbols.AppendTo(ids);
    }

    private void Enqueue(PriorityQueue<(int Position, int Left, int Right), (int Rank, int Position)> queue, Symbols symbols, int position)
    {
        if (symbols.PairAt(position) is { } pair && merges.TryGetValue(pair, out var merge))
            queue.Enqueue((position, pair.Left, pair.Right), (merge.Rank, position));
    }

    private int[] BytesToSymbols(ReadOnlySpan<char> word)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        var symbols = new int[bytes.Length];
        for (int i = 0; i < symbols.Length; i++)
            symbols[i] = innerBytes[bytes[i]];
        symbols[^1] = lastBytes[bytes[^1]];
        return symbols;
    }

    /// <summary>A doubly linked list in arrays; a joined pair lives on at its left position.</summary>
    private sealed class Symbols
    {
        private const int None = -1;

        private readonly int[] _ids;
        private readonly int[] _next;
        private readonly int[] _previous;

        public Symbols(int[] ids)
        {
            _ids = ids;
            _next = new int[ids.Length];
            _previous = new int[ids.Length];
            for (int i = 0; i < ids.Length; i++)
            {
                _next[i] = i + 1 < ids.Length ? i + 1 : None;
                _previous[i] = i - 1;
            }
        }

        public int Count => _ids.Length;

        public int Before(int position) => _previous[position];

        /// <summary>The symbol here and the one after it; null at the end, before the start or where a symbol is gone.</summary>
        public (int Left, int Right)? PairAt(int position) =>
            position == None || _ids[position] == None || _next[position] == None ? null : (_ids[position], _ids[_next[position]]);

        public void Join(int position, int joined)
        {
            int gone = _next[position];
            _ids[position] = joined;
            _ids[gone] = None;
            _next[position] = _next[gone];
            if (_next[gone] != None)
                _previous[_next[gone]] = position;
        }

        public void AppendTo(List<int> ids)
        {
            for (int i = 0; i != None; i = _next[i])
                ids.Add(_ids[i]);
        }
    }
}
