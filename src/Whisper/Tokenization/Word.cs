using System.Collections.Immutable;

namespace Speech.Whisper.Tokenization;

/// <summary>A word and the tokens that spell it.</summary>
/// <param name="Text">With its leading space.</param>
/// <param name="Tokens">In order.</param>
internal readonly record struct Word(string Text, ImmutableArray<int> Tokens)
{
    /// <summary>What is left of a word that went into its neighbour.</summary>
    public static Word Empty { get; } = new("", []);

    public static Word operator +(Word left, Word right) => new(left.Text + right.Text, [.. left.Tokens, .. right.Tokens]);
}
