using System.Globalization;

namespace Speech.Transcription.Speakers;

/// <summary>Cuts a chunk into words with times: its own where it has them, else words that share out the time in which somebody speaks.</summary>
internal static class ChunkSplitter
{
    /// <summary>Cuts a chunk.</summary>
    /// <returns>Words whose texts joined are the chunk's; one where nobody speaks in the chunk, none where it has no text.</returns>
    public static IReadOnlyList<SpokenWord> Split(SpokenChunk chunk, TurnIndex turns)
    {
        if (chunk.Text.Length == 0) return [];
        // Words that do not make up the text would drop or invent some.
        if (chunk.Words is { Count: > 0 } words && string.Concat(words.Select(word => word.Text)) == chunk.Text) return words;
        var speech = Speech(chunk, turns);
        return speech.Count == 0 ? [new(chunk.Text, chunk.Start, chunk.End)] : Share(chunk, speech);
    }

    /// <summary>Where somebody speaks in a chunk, in order and apart from each other.</summary>
    private static List<(double Start, double End)> Speech(SpokenChunk chunk, TurnIndex turns)
    {
        var speech = new List<(double Start, double End)>();
        var heard = chunk.Start;
        foreach (var turn in turns.Within(chunk.Start, chunk.End))
        {
            var (start, end) = (Math.Max(turn.Start, heard), Math.Min(turn.End, chunk.End));
            if (start >= end) continue;
            speech.Add((start, end));
            heard = end;
        }

        return speech;
    }

    /// <summary>Gives each word as much of the speech as it has letters. Pauses between turns take no text.</summary>
    private static List<SpokenWord> Share(SpokenChunk chunk, List<(double Start, double End)> speech)
    {
        var seconds = speech.Sum(stretch => stretch.End - stretch.Start) / chunk.Text.Length;
        var words = new List<SpokenWord>();
        var letters = 0;
        foreach (var text in Pieces(chunk.Text))
        {
            var start = letters == 0 ? chunk.Start : TimeAt(letters * seconds, speech);
            letters += text.Length;
            words.Add(new(text, start, letters == chunk.Text.Length ? chunk.End : TimeAt(letters * seconds, speech)));
        }

        return words;
    }

    /// <summary>The time at which so many seconds have been spoken.</summary>
    private static double TimeAt(double spoken, List<(double Start, double End)> speech)
    {
        foreach (var (start, end) in speech)
        {
            if (spoken <= end - start) return start + spoken;
            spoken -= end - start;
        }

        return speech[^1].End;
    }

    /// <summary>Words, each with the space before it; single characters where there are no spaces between words.</summary>
    private static List<string> Pieces(string text)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var i = 1; i < text.Length; i++)
            if (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]) && !string.IsNullOrWhiteSpace(text[i..]))
            {
                pieces.Add(text[start..i]);
                start = i;
            }

        pieces.Add(text[start..]);
        if (pieces.Count > 1) return pieces;
        pieces.Clear();
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();) pieces.Add(elements.GetTextElement());
        return pieces;
    }
}
