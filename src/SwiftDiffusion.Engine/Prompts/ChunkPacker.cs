using System.Collections.Immutable;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// Fills chunks with tokens the way AUTOMATIC1111's web UI does: when a chunk is full and its last comma is near, what follows
/// the comma moves to the next chunk, so that a phrase is not torn.
/// </summary>
internal sealed class ChunkPacker(ClipTokenizer tokenizer, int commaBacktrack)
{
    /// <summary>How many tokens a comma may lie behind the chunk's end (the web UI's default).</summary>
    public const int CommaBacktrack = 20;

    private const int NoComma = -1;

    private readonly int _capacity = tokenizer.MaxLength - 2;
    private readonly List<int> _ids = [];
    private readonly List<float> _weights = [];
    private readonly ImmutableArray<PromptChunk>.Builder _chunks = ImmutableArray.CreateBuilder<PromptChunk>();
    private int _lastComma = NoComma;

    public void Add(ReadOnlySpan<int> ids, float weight)
    {
        foreach (int id in ids)
        {
            if (id == tokenizer.CommaId)
                _lastComma = _ids.Count;
            else if (_ids.Count == _capacity && _lastComma != NoComma && _capacity - _lastComma <= commaBacktrack)
                CloseAt(_lastComma + 1);

            if (_ids.Count == _capacity)
                Break();
            _ids.Add(id);
            _weights.Add(weight);
        }
    }

    /// <summary>Ends the current chunk, even an empty one.</summary>
    public void Break() => CloseAt(_ids.Count);

    /// <summary>The chunks; an empty prompt has one.</summary>
    public ImmutableArray<PromptChunk> Finish()
    {
        if (_ids.Count > 0 || _chunks.Count == 0)
            Break();
        return _chunks.ToImmutable();
    }

    /// <summary>Ends the current chunk after <paramref name="count"/> tokens; the others begin the next one.</summary>
    private void CloseAt(int count)
    {
        _chunks.Add(PromptChunk.Create(tokenizer, [.. _ids[..count]], [.. _weights[..count]]));
        _ids.RemoveRange(0, count);
        _weights.RemoveRange(0, count);
        _lastComma = NoComma;
    }
}
