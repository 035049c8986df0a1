using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Transcription.Speakers;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Tests.Speakers;

public class SpeakerAlignmentTests
{
    [Fact]
    public void No_text_is_lost_or_invented()
    {
        var random = new Random(21);
        for (var round = 0; round < 300; round++)
        {
            var (segments, turns) = (RandomSegments(random), RandomTurns(random));
            var aligned = Align(segments, turns);

            Assert.Equal(string.Concat(segments.Select(segment => segment.Text)), string.Concat(aligned.Select(segment => segment.Text)));
            Assert.All(aligned.Zip(aligned.Skip(1)), pair => Assert.NotEqual(pair.First.Speaker, pair.Second.Speaker));
            Assert.All(aligned, segment => Assert.True(segment.Start <= segment.End));
            Assert.All(aligned, segment => Assert.Equal(turns.Count == 0, segment.Speaker is null));
        }
    }

    [Fact]
    public void The_index_agrees_with_a_linear_search()
    {
        var random = new Random(22);
        for (var round = 0; round < 2000; round++)
        {
            var turns = RandomTurns(random);
            // Quarter seconds, so that ties, shared edges and instants occur.
            var start = random.Next(0, 90) / 4.0;
            var end = start + random.Next(0, 12) / 4.0;
            Assert.Equal(SearchLinearly(turns, start, end), new SpeakerTurnIndex(turns).FindSpeaker(start, end));
        }
    }

    [Fact]
    public void Ignores_words_that_do_not_add_up_to_the_text()
    {
        var segment = new Segment(" one two", 0, 4) { Words = [new(" one", 0, 1)] };
        Assert.Equal(" one two", Assert.Single(Align([segment], [new(0, 4, "A")])).Text);
    }

    [Fact]
    public void Text_without_word_times_is_distributed_over_the_speech_and_not_the_pause()
    {
        // Six seconds of silence in the middle: in proportion to time, half of the text would lie in it.
        var aligned = Align([new(" hello there good day", 0, 10)], [new(0, 2, "A"), new(8, 10, "B")]);
        Assert.Equal([("A", " hello there"), ("B", " good day")], aligned.ConvertAll(segment => (segment.Speaker!, segment.Text)));
        Assert.Equal((0.0, 10.0), (aligned[0].Start, aligned[^1].End));
    }

    [Fact]
    public void Divides_a_script_without_spaces_between_characters()
    {
        var aligned = Align([new("你好吗我很好", 0, 6)], [new(0, 3, "A"), new(3, 6, "B")]);
        Assert.Equal([("A", "你好吗"), ("B", "我很好")], aligned.ConvertAll(segment => (segment.Speaker!, segment.Text)));
    }

    [Fact]
    public void Without_text_there_are_no_segments() => Assert.Empty(Align([], [new(0, 3, "A")]));

    private static List<Segment> Align(List<Segment> segments, List<SpeakerTurn> turns)
        => SpeakerAlignment.SplitBySpeaker(segments, new SpeakerTurnIndex(turns));

    /// <summary>The same rule, without an index.</summary>
    private static string? SearchLinearly(List<SpeakerTurn> turns, double start, double end)
    {
        var sorted = turns.OrderBy(turn => turn.Start).ToList();
        double Overlap(SpeakerTurn turn) => Math.Min(end, turn.End) - Math.Max(start, turn.Start);
        var overlaps = sorted
            .Where(turn => Overlap(turn) > 0)
            .GroupBy(turn => turn.Speaker)
            .Select(group => (Speaker: group.Key, Seconds: group.Sum(Overlap)))
            .ToList();
        if (overlaps.Count > 0) return overlaps.MaxBy(overlap => overlap.Seconds).Speaker;
        var covering = sorted.Where(turn => turn.Start <= start && start < turn.End).ToList();
        if (covering.Count > 0) return covering[0].Speaker;
        return sorted.Count == 0 ? null : sorted.MinBy(turn => Math.Max(turn.Start - end, start - turn.End))!.Speaker;
    }

    private static List<SpeakerTurn> RandomTurns(Random random)
    {
        var turns = new List<SpeakerTurn>();
        var (time, overlapping) = (0.0, random.Next(2) == 0);
        for (var i = random.Next(0, 9); i > 0; i--)
        {
            var start = time + random.Next(overlapping ? -6 : 0, 8) / 4.0;
            time = start + random.Next(1, 12) / 4.0;
            turns.Add(new(start, time, "ABC"[random.Next(3)].ToString()));
        }

        return turns;
    }

    private static List<Segment> RandomSegments(Random random)
    {
        var (segments, time) = (new List<Segment>(), 0.0);
        for (var i = random.Next(0, 6); i > 0; i--)
        {
            var words = new List<Word>();
            var start = time;
            for (var word = random.Next(0, 8); word > 0; word--)
            {
                var from = time + random.NextDouble() * 0.2;
                time = from + random.NextDouble();
                words.Add(new(random.Next(5) == 0 ? " " : " " + new string('a', random.Next(1, 9)), from, time));
            }

            segments.Add(new(string.Concat(words.Select(word => word.Text)), start, time) { Words = random.Next(2) == 0 ? words : null });
        }

        return segments;
    }
}
