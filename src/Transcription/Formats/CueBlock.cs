using System.Globalization;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>Consecutive words of one segment and one speaker; no cue extends over its ends.</summary>
/// <param name="Words">The words in order; at least one.</param>
/// <param name="Speaker">The label of the speaker; null without diarization.</param>
internal sealed record CueBlock(IReadOnlyList<CueWord> Words, string? Speaker)
{
    /// <summary>Divides a transcript into blocks.</summary>
    /// <param name="transcript">Its speaker segments, where it has any, divide the same text as its segments.</param>
    /// <param name="maxWidth">Columns of a line: a longer word is divided.</param>
    public static List<CueBlock> From(Transcript transcript, int maxWidth)
    {
        var speakers = new SpeakerCursor(transcript.SpeakerSegments);
        var blocks = new List<CueBlock>();
        foreach (var segment in transcript.Segments)
        {
            var (words, speaker) = (new List<CueWord>(), (string?)null);
            foreach (var word in WordsOf(segment))
            {
                var of = word.Speaker ?? segment.Speaker ?? speakers.Current;
                speakers.Advance(word.Text.Length);
                if (words.Count > 0 && of != speaker)
                {
                    blocks.Add(new(words, speaker));
                    words = [];
                }

                speaker = of;
                words.AddRange(Divide(word, maxWidth));
            }

            if (words.Count > 0) blocks.Add(new(words, speaker));
        }

        return blocks;
    }

    /// <summary>The words of a segment; without word times they are divided at spaces, and timed in proportion to their length.</summary>
    private static IEnumerable<Word> WordsOf(Segment segment)
        => segment.AlignedWords ?? WordRanges.Of(segment.Text).Select(word => new Word(
            segment.Text[word], Interpolate(segment.Start, segment.End, word.Start.Value, segment.Text.Length),
            Interpolate(segment.Start, segment.End, word.End.Value, segment.Text.Length)));

    /// <summary>A word without its white space. It is divided where it has white space inside, and where it is wider than a
    /// line.</summary>
    private static IEnumerable<CueWord> Divide(Word word, int maxWidth)
    {
        foreach (var piece in WordRanges.Of(word.Text))
        {
            var text = word.Text[piece].Trim();
            if (text.Length == 0) continue;
            var start = Interpolate(word.Start, word.End, piece.Start.Value, word.Text.Length);
            var end = Interpolate(word.Start, word.End, piece.End.Value, word.Text.Length);
            var hasSpace = char.IsWhiteSpace(word.Text[piece.Start]);
            if (TextWidth.Of(text) <= maxWidth)
            {
                yield return new(text, start, end, hasSpace);
                continue;
            }

            var elements = StringInfo.ParseCombiningCharacters(text);
            foreach (var (index, from) in elements.Index())
            {
                var to = index + 1 < elements.Length ? elements[index + 1] : text.Length;
                yield return new(
                    text[from..to], Interpolate(start, end, from, text.Length), Interpolate(start, end, to, text.Length),
                    hasSpace && index == 0);
            }
        }
    }

    private static double Interpolate(double start, double end, int position, int length)
        => position == length ? end : start + (end - start) * position / length;

    /// <summary>The speaker at a position in the text.</summary>
    private sealed class SpeakerCursor(IReadOnlyList<Segment> segments)
    {
        private int _index;
        private int _characters;

        public string? Current => segments.Count == 0 ? null : segments[_index].Speaker;

        public void Advance(int characters)
        {
            _characters += characters;
            for (; _index < segments.Count - 1 && _characters >= segments[_index].Text.Length; _index++)
                _characters -= segments[_index].Text.Length;
        }
    }
}
