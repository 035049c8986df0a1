using System.Globalization;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Speakers;

/// <summary>Splits a segment into timed words: its own where it has them, otherwise words timed in proportion to their length over the
/// speech in the segment.</summary>
internal static class SegmentSplitter
{
    /// <summary>Splits a segment.</summary>
    /// <returns>Words whose texts concatenated are the segment's text; one word where no turn overlaps the segment, none where it has no
    /// text.</returns>
    public static IReadOnlyList<Word> Split(Segment segment, SpeakerTurnIndex turns)
    {
        if (segment.Text.Length == 0) return [];
        if (segment.AlignedWords is { } words) return words;
        var speech = SpeechWithin(segment, turns);
        return speech.Count == 0 ? [new(segment.Text, segment.Start, segment.End)] : DistributeOverSpeech(segment, speech);
    }

    /// <summary>The union of the turns within a segment: disjoint spans in order.</summary>
    private static List<(double Start, double End)> SpeechWithin(Segment segment, SpeakerTurnIndex turns)
    {
        var speech = new List<(double Start, double End)>();
        var coveredUntil = segment.Start;
        foreach (var turn in turns.Overlapping(segment.Start, segment.End))
        {
            var (start, end) = (Math.Max(turn.Start, coveredUntil), Math.Min(turn.End, segment.End));
            if (start >= end) continue;
            speech.Add((start, end));
            coveredUntil = end;
        }

        return speech;
    }

    /// <summary>Allots speech to each word in proportion to its characters. Pauses between turns get no text.</summary>
    private static List<Word> DistributeOverSpeech(Segment segment, List<(double Start, double End)> speech)
    {
        var secondsPerCharacter = speech.Sum(span => span.End - span.Start) / segment.Text.Length;
        var words = new List<Word>();
        var characters = 0;
        foreach (var text in SplitText(segment.Text))
        {
            var start = characters == 0 ? segment.Start : TimeAt(characters * secondsPerCharacter, speech);
            characters += text.Length;
            words.Add(new(text, start, characters == segment.Text.Length ? segment.End : TimeAt(characters * secondsPerCharacter, speech)));
        }

        return words;
    }

    /// <summary>The time at which a number of seconds of speech have passed.</summary>
    private static double TimeAt(double speechSeconds, List<(double Start, double End)> speech)
    {
        foreach (var (start, end) in speech)
        {
            if (speechSeconds <= end - start) return start + speechSeconds;
            speechSeconds -= end - start;
        }

        return speech[^1].End;
    }

    /// <summary>Words, each with its leading space; single characters for text without spaces between words.</summary>
    private static IEnumerable<string> SplitText(string text)
    {
        var words = WordRanges.Of(text);
        if (words.Count > 1) return words.Select(word => text[word]);
        var starts = StringInfo.ParseCombiningCharacters(text);
        return starts.Select((start, index) => text[start..(index + 1 < starts.Length ? starts[index + 1] : text.Length)]);
    }
}
