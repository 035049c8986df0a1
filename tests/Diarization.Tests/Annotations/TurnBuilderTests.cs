using Speech.Diarization.Annotations;
using Speech.Diarization.Reconstruction;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Annotations;

public class TurnBuilderTests
{
    // Frames of one second whose middles are whole seconds.
    private static readonly FrameGrid Grid = new(10, 1, 1, 0);

    [Theory]
    [InlineData("0110010", 0, "1-3 5-6")]
    [InlineData("1110000", 0, "0-3")]
    [InlineData("0000111", 0, "4-6")]
    [InlineData("0000001", 0, "")] // The last frame alone has no duration.
    [InlineData("0110010", 2, "1-3 5-6")] // A gap of exactly the limit stays.
    [InlineData("0110010", 2.5, "1-6")]
    [InlineData("1010110", 1.5, "0-6")]
    public void Turns_last_from_their_first_frame_to_the_frame_after_the_last(string frames, double minDurationOff, string expected)
    {
        var diarization = new DiscreteDiarization();
        foreach (var frame in frames) diarization.Add(frame == '1' ? [0] : []);
        Assert.Equal(expected, string.Join(' ', TurnBuilder.Build(diarization, Grid, minDurationOff)
            .Select(turn => $"{turn.Start}-{turn.End}")));
    }

    [Theory]
    [InlineData("AAABBAAA---", "A0-3 B3-5 A5-8")] // The gap of 2 s in A's turn is another speaker's.
    [InlineData("AA-AA-B----", "A0-5 B6-7")]
    [InlineData("AA---AA----", "A0-2 A5-7")]
    public void An_exclusive_turn_is_not_filled_where_there_is_another_one(string frames, string expected)
    {
        var diarization = new DiscreteDiarization();
        // The second one is less active.
        foreach (var frame in frames) diarization.Add(frame == '-' ? [] : [frame - 'A', 'B' - frame]);
        Assert.Equal(expected, string.Join(' ', TurnBuilder.BuildExclusive(diarization, Grid, minDurationOff: 2.5)
            .Select(turn => $"{(char)('A' + turn.Cluster)}{turn.Start}-{turn.End}")));
    }

    [Fact]
    public void Turns_cover_all_active_frames()
    {
        var random = new Random(5);
        var diarization = new DiscreteDiarization();
        // The last frame only ends turns.
        for (var frame = 0; frame < 499; frame++) diarization.Add([.. Enumerable.Range(0, 3).Where(_ => random.Next(2) == 1)]);
        diarization.Add([]);
        var turns = TurnBuilder.Build(diarization, Grid, 0);
        Assert.Equal(Enumerable.Range(0, 500).Sum(frame => diarization[frame].Length),
            turns.Sum(turn => turn.End - turn.Start));
        Assert.Equal(turns.OrderBy(turn => turn.Start).ThenBy(turn => turn.End).ThenBy(turn => turn.Cluster), turns);
    }
}
