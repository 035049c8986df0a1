using System.Collections.Immutable;

namespace Speech.Whisper.Tokenization;

/// <summary>A word and its tokens.</summary>
/// <param name="Text">The word with its leading space.</param>
/// <param name="Tokens">Its tokens in order.</param>
internal readonly record struct Word(string Text, ImmutableArray<int> Tokens)
{
    /// <summary>Replaces a word that was merged into another.</summary>
    public static Word Empty { get; } = new("", []);

    public static Word operator +(Word left, Word right) => new(left.Text + right.Text, [.. left.Tokens, .. right.Tokens]);
}
