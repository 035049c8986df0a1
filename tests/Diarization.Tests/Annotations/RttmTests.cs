using Speech.Diarization.Annotations;
using Speech.TestSupport.Scoring;

namespace Speech.Diarization.Tests.Annotations;

public class RttmTests
{
    [Fact]
    public void Written_turns_parse_back_to_the_millisecond()
    {
        SpeakerTurn[] turns = [new(0.5, 1.25, "SPEAKER_00"), new(1.03096875, 61.0005, "SPEAKER_01")];
        var read = SpokenTurn.Parse(Rttm.Write(turns, "a file"));
        Assert.Equal(turns.Select(turn => turn.Speaker), read.Select(turn => turn.Speaker));
        Assert.All(turns.Zip(read), pair => Assert.Equal(pair.First.Start, pair.Second.Start, 0.0006));
        Assert.All(turns.Zip(read), pair => Assert.Equal(pair.First.End, pair.Second.End, 0.0011));
    }

    [Theory]
    [InlineData(0.0625, "0.062")]
    [InlineData(0.1875, "0.188")]
    [InlineData(0.0015, "0.002")] // Stored slightly above the half.
    [InlineData(2.6325, "2.632")] // Stored slightly below the half.
    [InlineData(3599.9996, "3600.000")]
    public void Milliseconds_are_rounded_like_the_reference(double start, string expected)
        => Assert.Equal(expected, Rttm.Write([new(start, start + 1, "A")], "f").Split(' ')[3]);

    [Fact]
    public void A_line_has_the_fields_of_the_format()
        => Assert.Equal("SPEAKER my_file 1 1.500 0.250 <NA> <NA> A <NA> <NA>\n", Rttm.Write([new(1.5, 1.75, "A")], "my file"));
}
