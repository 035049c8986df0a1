using Speech.Evaluation.Scoring;

namespace Speech.Evaluation.Tests.Scoring;

public class WordTimeFaultsTests
{
    private static readonly SpeechPart[] Parts = [new(1, 3, "Good morning."), new(10, 12, "and good night")];

    [Fact]
    public void Right_times_have_no_faults()
        => Assert.Equal(new WordTimeFaults(5, 0, 0, 0, 5, 0), WordTimeFaults.Of(Parts,
            [new(" Good", 0.85, 1.5), new(" morning,", 1.5, 3.1), new(" and", 10, 10.2), new(" good", 10.2, 11), new(" night", 11, 12)]));

    [Fact]
    public void Each_kind_of_fault_is_counted()
        => Assert.Equal(new WordTimeFaults(5, 1, 1, 1, 5, 2), WordTimeFaults.Of(Parts,
            // Stretched over the pause; before its predecessor and of no length; too early.
            [new(" Good", 1.5, 2), new(" morning", 2, 9), new(" and", 1.9, 1.9), new(" good", 10.2, 11), new(" night", 11, 12)]));

    [Fact]
    public void A_wrong_word_must_lie_in_some_part()
        => Assert.Equal(new WordTimeFaults(3, 0, 0, 0, 2, 1), WordTimeFaults.Of(Parts,
            [new(" Good", 1, 1.5), new(" morning", 1.5, 3), new(" thanks", 6, 7)]));

    [Fact]
    public void The_place_of_words_in_a_single_clip_is_not_counted()
        => Assert.Equal(new WordTimeFaults(1, 0, 0, 0, 0, 0), WordTimeFaults.Of([new(0, 2, "Stop")], [new(" Stop", 1, 3)]));
}
