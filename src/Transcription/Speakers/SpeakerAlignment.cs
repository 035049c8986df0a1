using System.Text;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Speakers;

/// <summary>Matches words with speaker turns and divides the text where the speaker changes. All times are seconds; none is
/// rescaled.</summary>
internal static class SpeakerAlignment
{
    /// <summary>Divides text by speaker.</summary>
    /// <param name="segments">The text in order.</param>
    /// <param name="turns">The turns; preferably exclusive ones, with one speaker at a time.</param>
    /// <returns>Segments in order, each with another speaker than the one before; without turns the speaker is null.
    /// Their texts concatenated are those of <paramref name="segments"/>.</returns>
    public static List<Segment> SplitBySpeaker(IEnumerable<Segment> segments, SpeakerTurnIndex turns)
    {
        var words = segments
            .SelectMany(segment => SegmentSplitter.Split(segment, turns))
            .Select(word => AssignSpeaker(word, turns))
            .ToList();
        var bySpeaker = new List<Segment>();
        for (int first = 0, next; first < words.Count; first = next)
        {
            var (text, speaker, end) = (new StringBuilder(), words[first].Speaker, words[first].Start);
            for (next = first; next < words.Count && words[next].Speaker == speaker; next++)
            {
                text.Append(words[next].Text);
                end = Math.Max(end, words[next].End);
            }

            bySpeaker.Add(new(text.ToString(), words[first].Start, end, speaker));
        }

        return bySpeaker;
    }

    /// <summary>The word with the label of its speaker; null where there are no turns.</summary>
    public static Word AssignSpeaker(Word word, SpeakerTurnIndex turns) => word with { Speaker = turns.FindSpeaker(word.Start, word.End) };
}
