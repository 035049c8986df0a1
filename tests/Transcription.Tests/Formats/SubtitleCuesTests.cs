using Speech.Transcription.Formats;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Tests.Formats;

public sealed class SubtitleCuesTests
{
    private static readonly SubtitleOptions Options = new();

    [Fact]
    public void One_speaker_for_200_seconds_gets_cues_that_can_be_read()
    {
        var words = Words(0, 0.4, Enumerable.Range(1, 500).Select(number => number % 9 == 0 ? $" wd{number}." : $" wd{number}"));
        var transcript = new Transcript([Segment(words)]) { SpeakerSegments = [Segment(words) with { Speaker = "SPEAKER_00" }] };

        foreach (var labelsText in new[] { true, false })
        {
            var cues = SubtitleCues.From(transcript, Options, labelsText);
            Assert.All(cues, cue =>
            {
                Assert.InRange(cue.Lines.Count, 1, 2);
                Assert.All(cue.Lines, line => Assert.InRange(line.Length, 1, 42));
                Assert.InRange(cue.End - cue.Start, 0.1, 7);
                Assert.InRange(cue.Lines.Sum(line => line.Length) / (cue.End - cue.Start), 0, 30);
            });
            // Sentences of nine words fit.
            Assert.All(cues.SkipLast(1), cue => Assert.EndsWith(".", cue.Lines[^1], StringComparison.Ordinal));
            var text = string.Join(' ', cues.SelectMany(cue => cue.Lines)).Replace("SPEAKER_00: ", "", StringComparison.Ordinal);
            Assert.Equal(transcript.Text.Trim(), text);
        }
    }

    [Theory]
    [InlineData(10, 1, 1.0)]
    [InlineData(20, 3, 2.5)]
    [InlineData(200, 10, 60.0)]
    public void No_cue_exceeds_the_limits_and_no_text_is_lost(int width, int lines, double seconds)
    {
        var random = new Random(11);
        string[] marks = ["", "", "", "", ",", ".", "?"];
        for (var times = 0; times < 30; times++)
        {
            var segments = new List<Segment>();
            for (var (start, number) = (0.0, 0); number < 5; number++)
            {
                var texts = Enumerable.Range(0, 40).Select(_ => " " + new string('x', random.Next(1, 10)) + marks[random.Next(7)]);
                var words = Words(start, 0, texts);
                for (var i = 0; i < words.Length; i++)
                {
                    var pause = random.Next(6) == 0 ? random.NextDouble() * 3 : 0;
                    words[i] = words[i] with { Start = start + pause, End = start + pause + (random.NextDouble() * 0.8) };
                    start = words[i].End;
                }

                segments.Add(Segment(words));
            }

            var transcript = new Transcript(segments);
            var cues = SubtitleCues.From(
                transcript, new() { MaxLineWidth = width, MaxLineCount = lines, MaxCueSeconds = seconds }, labelsText: false);

            Assert.All(cues, cue =>
            {
                Assert.InRange(cue.Lines.Count, 1, lines);
                Assert.All(cue.Lines, line => Assert.InRange(line.Length, 1, width));
                Assert.InRange(cue.End - cue.Start, 0.0099, seconds + 1e-9);
            });
            Assert.All(cues.Zip(cues.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start + 1e-9));
            Assert.Equal(transcript.Text.Trim(), string.Join(' ', cues.SelectMany(cue => cue.Lines)));
        }
    }

    [Fact]
    public void A_cue_is_cut_at_a_pause_rather_than_between_words()
    {
        var words = Words(0, 0.3, Enumerable.Repeat(" seven77", 7)).Concat(Words(2.6, 0.3, Enumerable.Repeat(" seven77", 8))).ToList();
        var cues = SubtitleCues.From(new([Segment(words)]), Options, labelsText: false);
        Assert.Equal([0, 2.6], cues.Select(cue => cue.Start));
    }

    [Fact]
    public void Cues_are_cut_where_the_speaker_changes_and_where_the_segment_ends()
    {
        var words = Words(0, 1, [" Hello", " there.", " Yes,", " hi."]).ToArray();
        var transcript = new Transcript([Segment(words[..3]), Segment(words[3..])])
        {
            SpeakerSegments = [Segment(words[..2]) with { Speaker = "A" }, Segment(words[2..]) with { Speaker = "B" }],
        };
        var cues = SubtitleCues.From(transcript, Options, labelsText: false);
        Assert.Equal(
            [("Hello there.", "A", 0, 2), ("Yes,", "B", 2, 3), ("hi.", "B", 3, 4)],
            cues.Select(cue => (cue.Lines.Single(), cue.Speaker!, cue.Start, cue.End)));
    }

    [Fact]
    public void A_segment_without_words_is_timed_in_proportion_to_its_text()
    {
        var text = string.Concat(Enumerable.Repeat(" abcdefghi", 30));
        var cues = SubtitleCues.From(new([new(text, 10, 40)]), Options, labelsText: false);
        Assert.Equal((10, 40), (cues[0].Start, cues[^1].End));
        Assert.All(cues, cue => Assert.InRange(cue.End - cue.Start, 1, 7));
    }

    [Fact]
    public void Full_width_characters_have_two_columns_and_need_no_spaces()
    {
        var text = string.Concat(Enumerable.Repeat("今天天气很好。", 12));
        var cues = SubtitleCues.From(new([new(text, 0, 30)]), Options, labelsText: false);
        Assert.All(cues.SelectMany(cue => cue.Lines), line => Assert.InRange(line.Length, 1, 21));
        Assert.All(cues, cue => Assert.EndsWith("。", cue.Lines[^1], StringComparison.Ordinal));
        Assert.Equal(text, string.Concat(cues.SelectMany(cue => cue.Lines)));
    }

    [Fact]
    public void Cues_without_length_follow_each_other()
    {
        Segment[] segments = [new(" a", 5, 5), new(" b", 5, 5), new(" c", 5, 5), new(" and text", 5, 5.02), new(" d", 9, 9)];
        var cues = SubtitleCues.From(new(segments), Options, labelsText: false);
        Assert.All(cues, cue => Assert.True(Math.Round(cue.End, 2) > Math.Round(cue.Start, 2)));
        Assert.All(cues.Zip(cues.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.Equal(5, cues[0].Start);
        Assert.Equal(9, cues[^1].Start);
    }

    [Fact]
    public void A_short_cue_stays_until_it_can_be_read_where_there_is_time()
    {
        Segment[] segments = [new(" forty columns of text that need 2 seconds", 0, 0.5), new(" next", 1, 1.5)];
        var cues = SubtitleCues.From(new(segments), Options, labelsText: false);
        Assert.Equal(1, cues[0].End);
        cues = SubtitleCues.From(new([segments[0]]), Options, labelsText: false);
        Assert.Equal(41 / 20.0, cues[0].End, 6);
    }

    [Fact]
    public void Lines_are_of_similar_length()
    {
        Segment segment = new(" one two three four five six seven eight nine ten", 0, 5);
        var cue = SubtitleCues.From(new([segment]), Options, labelsText: false).Single();
        Assert.Equal(["one two three four five", "six seven eight nine ten"], cue.Lines);
    }

    private static Segment Segment(IReadOnlyList<Word> words)
        => new(string.Concat(words.Select(word => word.Text)), words[0].Start, words[^1].End) { Words = words };

    private static Word[] Words(double start, double seconds, IEnumerable<string> texts)
        => [.. texts.Select((text, index) => new Word(text, start + (index * seconds), start + ((index + 1) * seconds)))];
}
