using Speech.TestSupport.Scoring;

namespace Speech.Diarization.Tests.Scoring;

public class SpeakerWordErrorTests
{
    [Fact]
    public void Names_are_ignored_but_word_attribution_counts()
    {
        (string, string)[] spoken = [("A", "good morning"), ("B", "hello there"), ("A", "how are you")];
        Assert.Equal(new(0, 7), SpeakerWordError.Score(spoken, [("x", "good morning"), ("y", "hello there"), ("x", "how are you")]));
        // One word is attributed to the other speaker: a deletion here, an insertion there.
        Assert.Equal(new(2, 7), SpeakerWordError.Score(spoken, [("x", "good morning hello"), ("y", "there"), ("x", "how are you")]));
    }

    [Fact]
    public void An_unmatched_speaker_counts_all_words_as_errors()
    {
        Assert.Equal(new(3, 5), SpeakerWordError.Score([("A", "one two"), ("B", "three four five")], [("x", "one two")]));
        Assert.Equal(new(3, 2), SpeakerWordError.Score([("A", "one two")], [("x", "one two"), ("y", "three four five")]));
        Assert.Equal(1, SpeakerWordError.Score([], [("x", "invented")]).Rate);
        Assert.Equal(0, SpeakerWordError.Score([], []).Rate);
    }
}
