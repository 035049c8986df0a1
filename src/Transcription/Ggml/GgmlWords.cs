using Speech.Whisper;

namespace Speech.Transcription.Ggml;

/// <summary>From whisper.cpp's tokens to words.</summary>
internal static class GgmlWords
{
    /// <summary>The words of a segment. Their texts joined are the segment's.</summary>
    /// <param name="segment">What was heard.</param>
    /// <param name="stretch">Where its stretch of audio lies.</param>
    /// <returns>Null where the tokens do not spell the text: a letter of several bytes may lie in several of them.</returns>
    public static IReadOnlyList<TranscriptWord>? Of(GgmlSegment segment, Stretch stretch)
    {
        var words = new List<TranscriptWord>();
        foreach (var token in segment.Tokens.Where(token => !IsControl(token.Text)))
        {
            var (start, end) = (stretch.Place(token.Start), stretch.Place(token.End));
            if (words.Count == 0 || token.Text.StartsWith(' ')) words.Add(new(token.Text, start, Math.Max(start, end)));
            else words[^1] = words[^1] with { Text = words[^1].Text + token.Text, End = Math.Max(words[^1].End, end) };
        }
        return string.Concat(words.Select(word => word.Text)) == segment.Text ? words : null;
    }

    /// <summary>Such as <c>[_BEG_]</c> and <c>[_TT_150]</c>.</summary>
    private static bool IsControl(string token) => token.StartsWith("[_", StringComparison.Ordinal);
}
