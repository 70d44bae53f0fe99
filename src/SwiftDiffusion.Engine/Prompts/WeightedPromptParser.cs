using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>
/// The web UIs' emphasis notation. (x) weighs 1.1, (x:1.2) weighs 1.2, [x] weighs 1/1.1, nesting multiplies, a backslash escapes a bracket,
/// BREAK begins a new chunk. Tolerant as AUTOMATIC1111's is: an opening bracket that is never closed reaches to the end, a
/// closing one that was never opened is text, and round and square brackets match independently of one another.
/// Unlike there, BREAK also works inside brackets, and the cost is linear in the prompt.
/// Main path: (1) lexemes, (2) every bracket finds its partner and so its factor, (3) text is emitted under the open factors' product.
/// </summary>
public static partial class WeightedPromptParser
{
    private const double RoundFactor = 1.1, SquareFactor = 1 / 1.1;

    /// <summary>Weights saturate here, so that deep nesting cannot overflow.</summary>
    public const float MaxWeight = 1000f;

    /// <summary>Parses any text; neighbouring spans have different weights, and there is at least one span.</summary>
    public static ImmutableArray<PromptSpan> Parse(string prompt)
    {
        // 1. Lexemes.
        var lexemes = WeightedPromptLexer.Read(prompt);
        // 2. Every bracket finds its partner and so its factor.
        double?[] factors = MatchBrackets(lexemes);
        // 3. Text is emitted under the product of the open factors.
        return Emit(lexemes, factors);
    }

    /// <summary>The factor of every bracket that is one, at its opening; 1 at a matched closing; null where a lexeme is text.</summary>
    private static double?[] MatchBrackets(List<Lexeme> lexemes)
    {
        var factors = new double?[lexemes.Count];
        var round = new Stack<int>();
        var square = new Stack<int>();
        for (int i = 0; i < lexemes.Count; i++)
        {
            switch (lexemes[i].Kind)
            {
                case LexemeKind.OpenRound:
                    factors[i] = RoundFactor;
                    round.Push(i);
                    break;
                case LexemeKind.OpenSquare:
                    factors[i] = SquareFactor;
                    square.Push(i);
                    break;
                case LexemeKind.CloseRound when round.TryPop(out _):
                case LexemeKind.CloseSquare when square.TryPop(out _):
                    factors[i] = 1;
                    break;
                case LexemeKind.CloseWeighted when round.TryPop(out int open):
                    factors[i] = 1;
                    factors[open] = lexemes[i].Weight;
                    break;
            }
        }

        return factors;
    }

    private static ImmutableArray<PromptSpan> Emit(List<Lexeme> lexemes, double?[] factors)
    {
        var spans = new SpanBuilder();
        // Running products of the open brackets' factors, per kind.
        var round = new Stack<double>([1]);
        var square = new Stack<double>([1]);
        for (int i = 0; i < lexemes.Count; i++)
        {
            var lexeme = lexemes[i];
            if (factors[i] is not { } factor)
            {
                float weight = (float)Math.Clamp(round.Peek() * square.Peek(), -MaxWeight, MaxWeight);
                EmitText(lexeme, weight, spans);
            }
            else if (lexeme.Kind is LexemeKind.OpenRound or LexemeKind.OpenSquare)
            {
                var products = lexeme.Kind == LexemeKind.OpenRound ? round : square;
                products.Push(Math.Clamp(products.Peek() * factor, -MaxWeight, MaxWeight));
            }
            else
            {
                (lexeme.Kind == LexemeKind.CloseSquare ? square : round).Pop();
            }
        }

        return spans.Finish();
    }

    private static void EmitText(Lexeme lexeme, float weight, SpanBuilder spans)
    {
        if (lexeme.Kind == LexemeKind.Escaped)
        {
            spans.Append(lexeme.Text, weight);
            return;
        }

        int position = 0;
        foreach (var match in BreakWord().EnumerateMatches(lexeme.Text))
        {
            spans.Append(lexeme.Text.AsSpan(position, match.Index - position).TrimEnd(), weight);
            spans.Break();
            position = match.Index + match.Length;
        }

        var rest = lexeme.Text.AsSpan(position);
        spans.Append(position > 0 ? rest.TrimStart() : rest, weight);
    }

    [GeneratedRegex(@"\bBREAK\b")]
    private static partial Regex BreakWord();

    /// <summary>Joins neighbours of equal weight and drops empty ones.</summary>
    private sealed class SpanBuilder
    {
        private readonly ImmutableArray<PromptSpan>.Builder _spans = ImmutableArray.CreateBuilder<PromptSpan>();
        private readonly StringBuilder _text = new();
        private float _weight = 1f;

        public void Append(ReadOnlySpan<char> text, float weight)
        {
            if (text.IsEmpty)
                return;
            if (weight != _weight)
                Flush();
            _weight = weight;
            _text.Append(text);
        }

        public void Break()
        {
            Flush();
            _spans.Add(new BreakSpan());
        }

        public ImmutableArray<PromptSpan> Finish()
        {
            if (_text.Length > 0 || _spans.Count == 0)
                Flush(_spans.Count == 0);
            return _spans.ToImmutable();
        }

        private void Flush(bool evenEmpty = false)
        {
            if (_text.Length > 0 || evenEmpty)
                _spans.Add(new TextSpan(_text.ToString(), _text.Length > 0 ? _weight : 1f));
            _text.Clear();
        }
    }
}
