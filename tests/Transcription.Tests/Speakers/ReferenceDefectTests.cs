using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Transcription.Speakers;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Tests.Speakers;

/// <summary>Defects of the reference handler's alignment, which divides the chunks at the chunk end nearest to the end of each
/// turn.</summary>
public class ReferenceDefectTests
{
    [Fact]
    public void A_backchannel_does_not_take_over_the_surrounding_turn()
    {
        SpeakerTurn[] turns = [new(0, 4, "A"), new(4, 4.5, "B"), new(4.5, 10, "A")];
        var aligned = Align([Segment(" So I was", 0, 4), Segment(" mhm", 4, 4.5), Segment(" saying that", 4.5, 10)], turns);
        Assert.Equal([("A", " So I was"), ("B", " mhm"), ("A", " saying that")], aligned);
    }

    [Fact]
    public void Segments_after_the_last_turn_are_not_dropped()
    {
        Segment[] segments = [Segment(" one", 0, 2), Segment(" two", 2.5, 4), Segment(" three", 8, 9)];
        Assert.Equal([("A", " one two three")], Align(segments, [new(0, 2, "A")]));
    }

    [Fact]
    public void A_very_short_turn_does_not_take_the_next_speakers_segment()
    {
        SpeakerTurn[] turns = [new(0, 5, "A"), new(5, 5.1, "B"), new(5.2, 9, "C")];
        Segment[] segments = [Segment(" first", 0, 5), Segment(" second", 5.05, 9)];
        Assert.Equal([("A", " first"), ("C", " second")], Align(segments, turns, words: true));
    }

    [Fact]
    public void A_segment_with_two_speakers_is_divided_where_the_speaker_changes()
    {
        SpeakerTurn[] turns = [new(0, 3, "A"), new(3.4, 6, "B")];
        Word[] words = [new(" Are", 0.2, 0.6), new(" you", 0.7, 1), new(" there?", 1.2, 2.8), new(" Yes,", 3.1, 3.9), new(" here.", 4, 5)];
        var segment = new Segment(" Are you there? Yes, here.", 0, 6) { Words = words };

        Assert.Equal([("A", " Are you there?"), ("B", " Yes, here.")], Align([segment], turns));
        // Without word times, at the most likely position.
        Assert.Equal([("A", " Are you there?"), ("B", " Yes, here.")], Align([segment with { Words = null }], turns));
    }

    private static List<(string?, string)> Align(Segment[] segments, SpeakerTurn[] turns, bool words = false)
    {
        if (words)
            segments = Array.ConvertAll(segments, segment => segment with { Words = [new(segment.Text, segment.Start, segment.End)] });
        return SpeakerAlignment.SplitBySpeaker(segments, new SpeakerTurnIndex(turns))
            .ConvertAll(segment => (segment.Speaker, segment.Text));
    }

    private static Segment Segment(string text, double start, double end) => new(text, start, end);
}
