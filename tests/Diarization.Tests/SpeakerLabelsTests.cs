using Speech.Diarization.Annotations;

namespace Speech.Diarization.Tests;

public sealed class SpeakerLabelsTests
{
    private static readonly DiarizationResult Result = new(
        [new(0, 2, "SPEAKER_02"), new(1, 3, "SPEAKER_00"), new(4, 5, "SPEAKER_01"), new(6, 7, "SPEAKER_02")],
        [new(0, 1, "SPEAKER_02"), new(1, 3, "SPEAKER_00"), new(4, 5, "SPEAKER_01"), new(6, 7, "SPEAKER_02")],
        [new("SPEAKER_00", [1, 0]), new("SPEAKER_01", null), new("SPEAKER_02", [0, 2])]);

    [Fact]
    public void Speakers_are_numbered_as_they_first_speak()
    {
        var ordered = SpeakerLabels.OrderByAppearance(Result);
        Assert.Equal(["SPEAKER_00", "SPEAKER_01", "SPEAKER_02", "SPEAKER_00"], ordered.Turns.Select(turn => turn.Speaker));
        Assert.Equal(ordered.Turns.Select(turn => turn.Speaker), ordered.ExclusiveTurns.Select(turn => turn.Speaker));
        Assert.Equal(
            [("SPEAKER_00", 2), ("SPEAKER_01", 1), ("SPEAKER_02", -1)],
            ordered.Speakers.Select(speaker => (speaker.Name, (int)(speaker.Embedding?.Max() ?? -1))));
    }

    [Fact]
    public void A_speaker_above_the_threshold_is_named_and_the_others_are_numbered()
    {
        var named = SpeakerLabels.OrderByAppearance(SpeakerLabels.Identify(Result, [new("Ann", [0.1f, 5]), new("Bob", [-1, 0])], 0.9));
        Assert.Equal(["Ann", "SPEAKER_00", "SPEAKER_01", "Ann"], named.Turns.Select(turn => turn.Speaker));
        Assert.Equal(["Ann", "SPEAKER_00", "SPEAKER_01"], named.Speakers.Select(speaker => speaker.Name));
        Assert.Equal(Result.Turns, SpeakerLabels.Identify(Result, [new("Ann", [1, 1])], 0.9).Turns);
    }

    [Fact]
    public void A_name_goes_to_one_speaker_and_the_most_similar_pair_prevails()
    {
        var named = SpeakerLabels.Identify(Result, [new("Ann", [0.68f, 0.73f]), new("Bob", [0.45f, 0.9f])], 0.6);
        Assert.Equal(("Bob", "Ann"), (named.Turns[0].Speaker, named.Turns[1].Speaker));
        named = SpeakerLabels.Identify(Result, [new("Ann", [0.3f, 0.95f]), new("Bob", [-0.97f, 0.24f])], 0.2);
        Assert.Equal(("Ann", "SPEAKER_00"), (named.Turns[0].Speaker, named.Turns[1].Speaker));
        named = SpeakerLabels.Identify(Result, [new("Ann", [0.65f, 0.76f])], 0.6);
        Assert.Equal(("Ann", "SPEAKER_00"), (named.Turns[0].Speaker, named.Turns[1].Speaker));
    }
}
