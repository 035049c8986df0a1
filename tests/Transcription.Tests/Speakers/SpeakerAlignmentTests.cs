using Speech.Transcription.Speakers;

namespace Speech.Transcription.Tests.Speakers;

public class SpeakerAlignmentTests
{
    [Fact]
    public void Nothing_is_dropped_and_nothing_invented()
    {
        var random = new Random(21);
        for (var round = 0; round < 300; round++)
        {
            var (chunks, turns) = (RandomChunks(random), RandomTurns(random));
            var passages = SpeakerAlignment.Align(chunks, turns);

            Assert.Equal(string.Concat(chunks.Select(chunk => chunk.Text)), string.Concat(passages.Select(passage => passage.Text)));
            Assert.All(passages.Zip(passages.Skip(1)), pair => Assert.NotEqual(pair.First.Speaker, pair.Second.Speaker));
            Assert.All(passages, passage => Assert.True(passage.Start <= passage.End));
            Assert.All(passages, passage => Assert.Equal(turns.Count == 0, passage.Speaker is null));
        }
    }

    [Fact]
    public void The_index_finds_whom_a_look_at_every_turn_finds()
    {
        var random = new Random(22);
        for (var round = 0; round < 2000; round++)
        {
            var turns = RandomTurns(random);
            // Quarters of seconds, so that there are ties, edges and instants.
            var start = random.Next(0, 90) / 4.0;
            var end = start + random.Next(0, 12) / 4.0;
            Assert.Equal(Plainly(turns, start, end), new TurnIndex(turns).SpeakerOf(start, end));
        }
    }

    [Fact]
    public void Words_that_do_not_make_up_the_text_do_not_count()
    {
        var chunk = new SpokenChunk(" one two", 0, 4, [new(" one", 0, 1)]);
        Assert.Equal(" one two", Assert.Single(SpeakerAlignment.Align([chunk], [new(0, 4, "A")])).Text);
    }

    [Fact]
    public void Text_without_word_times_belongs_to_the_speech_and_not_to_the_pause()
    {
        // Six seconds of silence in the middle: by the clock, half the text would lie in it.
        var passages = SpeakerAlignment.Align([new(" hello there good day", 0, 10)], [new(0, 2, "A"), new(8, 10, "B")]);
        Assert.Equal([("A", " hello there"), ("B", " good day")], passages.ConvertAll(passage => (passage.Speaker!, passage.Text)));
        Assert.Equal((0.0, 10.0), (passages[0].Start, passages[^1].End));
    }

    [Fact]
    public void A_script_without_spaces_is_split_between_characters()
    {
        var passages = SpeakerAlignment.Align([new("你好吗我很好", 0, 6)], [new(0, 3, "A"), new(3, 6, "B")]);
        Assert.Equal([("A", "你好吗"), ("B", "我很好")], passages.ConvertAll(passage => (passage.Speaker!, passage.Text)));
    }

    [Fact]
    public void Without_chunks_there_is_nobody() => Assert.Empty(SpeakerAlignment.Align([], [new(0, 3, "A")]));

    /// <summary>The rule, turn by turn.</summary>
    private static string? Plainly(List<Turn> turns, double start, double end)
    {
        var sorted = turns.OrderBy(turn => turn.Start).ToList();
        double Overlap(Turn turn) => Math.Min(end, turn.End) - Math.Max(start, turn.Start);
        var sums = sorted.Where(turn => Overlap(turn) > 0).GroupBy(turn => turn.Speaker).Select(own => (Speaker: own.Key, Sum: own.Sum(Overlap))).ToList();
        if (sums.Count > 0) return sums.MaxBy(sum => sum.Sum).Speaker;
        var covering = sorted.Where(turn => turn.Start <= start && start < turn.End).ToList();
        if (covering.Count > 0) return covering[0].Speaker;
        return sorted.Count == 0 ? null : sorted.MinBy(turn => Math.Max(turn.Start - end, start - turn.End)).Speaker;
    }

    private static List<Turn> RandomTurns(Random random)
    {
        var turns = new List<Turn>();
        var (time, overlapping) = (0.0, random.Next(2) == 0);
        for (var i = random.Next(0, 9); i > 0; i--)
        {
            var start = time + random.Next(overlapping ? -6 : 0, 8) / 4.0;
            time = start + random.Next(1, 12) / 4.0;
            turns.Add(new(start, time, "ABC"[random.Next(3)].ToString()));
        }

        return turns;
    }

    private static List<SpokenChunk> RandomChunks(Random random)
    {
        var (chunks, time) = (new List<SpokenChunk>(), 0.0);
        for (var i = random.Next(0, 6); i > 0; i--)
        {
            var words = new List<SpokenWord>();
            var start = time;
            for (var word = random.Next(0, 8); word > 0; word--)
            {
                var from = time + random.NextDouble() * 0.2;
                time = from + random.NextDouble();
                words.Add(new(random.Next(5) == 0 ? " " : " " + new string('a', random.Next(1, 9)), from, random.Next(4) == 0 ? null : time));
            }

            chunks.Add(new(string.Concat(words.Select(word => word.Text)), start, time, random.Next(2) == 0 ? words : null));
        }

        return chunks;
    }
}
