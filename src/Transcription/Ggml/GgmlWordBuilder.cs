using System.Buffers;
using System.Text;
using Speech.Transcription.Transcripts;
using Speech.Whisper.Tokenization;

namespace Speech.Transcription.Ggml;

/// <summary>Groups whisper.cpp's tokens into words.</summary>
internal static class GgmlWordBuilder
{
    /// <summary>The words of a segment; their texts concatenated are the segment's.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="span">The part of the audio that its times are relative to.</param>
    /// <returns>Null where the token texts do not add up to the segment's: a multi-byte character may be divided between tokens.</returns>
    public static IReadOnlyList<Word>? Build(GgmlSegment segment, AudioSpan span)
    {
        var words = new List<Word>();
        foreach (var token in segment.Tokens.Where(token => !IsControl(token.Text)))
        {
            var (start, end) = (span.ToAudioTime(token.Start), span.ToAudioTime(token.End));
            if (words.Count == 0 || BeginsWord(token.Text)) words.Add(new(token.Text, start, Math.Max(start, end)));
            else words[^1] = words[^1] with { Text = words[^1].Text + token.Text, End = Math.Max(words[^1].End, end) };
        }
        return string.Concat(words.Select(word => word.Text)) == segment.Text ? words : null;
    }

    private static bool BeginsWord(string token)
        => token.StartsWith(' ')
        || (Rune.DecodeFromUtf16(token, out var first, out _) is OperationStatus.Done && Rune.IsLetter(first)
            && UnspacedScripts.Contain(first));

    /// <summary>Control tokens such as <c>[_BEG_]</c> and <c>[_TT_150]</c>.</summary>
    private static bool IsControl(string token) => token.StartsWith("[_", StringComparison.Ordinal);
}
