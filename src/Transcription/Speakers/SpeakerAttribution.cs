using Speech.Diarization;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Speakers;

/// <summary>Combines the segments of the ASR model with a diarization.</summary>
internal static class SpeakerAttribution
{
    // Text implies at least one speaker, even where the diarization found none.
    private static readonly string DefaultSpeaker = SpeakerLabels.Of(0);

    /// <summary>Attributes every word and all text to a speaker.</summary>
    /// <param name="segments">The text in order.</param>
    /// <param name="diarization">The turns and the speakers.</param>
    public static Transcript Attribute(IReadOnlyList<Segment> segments, DiarizationResult diarization)
    {
        var turns = new SpeakerTurnIndex(diarization.ExclusiveTurns);
        return new([.. segments.Select(segment => segment with { Words = segment.Words?.Select(Label).ToList() })])
        {
            SpeakerSegments = SpeakerAlignment.SplitBySpeaker(segments, turns)
                .ConvertAll(segment => segment with { Speaker = segment.Speaker ?? DefaultSpeaker }),
            Turns = diarization.Turns,
            Speakers = diarization.Speakers,
        };

        Word Label(Word word) => word with { Speaker = turns.FindSpeaker(word.Start, word.End) ?? DefaultSpeaker };
    }
}
