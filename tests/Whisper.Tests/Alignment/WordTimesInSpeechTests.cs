using Speech.Audio;
using Speech.Whisper.Alignment;

namespace Speech.Whisper.Tests.Alignment;

public sealed class WordTimesInSpeechTests
{
    private static readonly SpeechRegion[] Speech = [new(1, 3), new(4, 4.6), new(10, 15)];

    [Theory]
    [InlineData(1.2, 1.6, 1.2, 1.6)]
    [InlineData(0.5, 1.5, 1, 1.5)]
    [InlineData(2.5, 3.8, 2.5, 3)]
    [InlineData(3.1, 4.5, 4, 4.5)]
    [InlineData(4.1, 10.3, 4.1, 4.6)]
    [InlineData(4.5, 10.3, 10, 10.3)]
    [InlineData(3.1, 3.2, 2.98, 3)]
    [InlineData(3.8, 3.9, 4, 4.02)]
    [InlineData(12, 12, 12, 12.02)]
    [InlineData(10.5, 14.5, 10.5, 12.5)]
    [InlineData(15.5, 16, 14.98, 15)]
    public void A_word_is_cropped_to_the_speech_with_most_of_it(double start, double end, double expectedStart, double expectedEnd)
    {
        var word = Assert.Single(WordTimesInSpeech.Apply([new(" word", start, end)], Speech, 0, 16));
        Assert.Equal((expectedStart, expectedEnd), (word.Start, word.End));
    }

    [Fact]
    public void Without_speech_a_word_stays_in_its_segment()
    {
        var word = Assert.Single(WordTimesInSpeech.Apply([new(" word", 6, 8.5)], Speech, 7, 8));
        Assert.Equal((7, 8), (word.Start, word.End));
    }

    /// <summary>Speech of 0.06 s has room for three words of the shortest length.</summary>
    [Theory]
    [InlineData(5, 4.9, 5.3)]
    [InlineData(5, 5, 5.06)]
    [InlineData(5, 4.94, 5.06)]
    public void Words_that_do_not_fit_into_their_speech_reach_into_the_pauses_around_it(double speechStart, double start, double end)
    {
        SpeechRegion[] speech = [new(speechStart, speechStart + 0.06)];
        var words = Enumerable.Range(0, 6).Select(_ => new TranscriptWord(" word", 5.01, 5.03)).ToList();
        var last = start;
        foreach (var word in WordTimesInSpeech.Apply(words, speech, start, end))
        {
            Assert.True(last <= word.Start && word.Start < word.End && word.End <= end, $"{word} after {last}");
            last = word.End;
        }
    }

    [Fact]
    public void Words_are_in_order_in_speech_and_of_some_length()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (speech, words) = (RandomSpeech(random), RandomWords(random));
            var last = 0.0;
            foreach (var word in WordTimesInSpeech.Apply(words, speech, 0, 60))
            {
                Assert.True(word.Start >= last, $"seed {seed}: {word} begins before {last}");
                Assert.InRange(word.End - word.Start, 0.005, WordTimesInSpeech.MaxLength + 0.001);
                Assert.Contains(speech, span => span.Start - 0.005 <= word.Start && word.End <= span.End + 0.005);
                last = word.End;
            }
        }
    }

    [Fact]
    public void The_texts_stay()
    {
        var words = RandomWords(new Random(1));
        Assert.Equal(words.Select(word => word.Text), WordTimesInSpeech.Apply(words, Speech, 0, 60).Select(word => word.Text));
    }

    private static List<SpeechRegion> RandomSpeech(Random random)
    {
        var spans = new List<SpeechRegion>();
        for (var time = random.NextDouble(); time < 50; time += 0.3 + 5 * random.NextDouble())
        {
            spans.Add(new(time, time + 1 + 5 * random.NextDouble()));
            time = spans[^1].End;
        }

        return spans;
    }

    /// <summary>As the alignment gives them: each word ends where the next one begins, some without a length.</summary>
    private static List<TranscriptWord> RandomWords(Random random)
    {
        var words = new List<TranscriptWord>();
        for (var (time, i) = (0.0, 0); i < 40 && time < 55; i++)
        {
            var end = Math.Round(time + random.Next(4) switch { 0 => 0, 1 => 6 * random.NextDouble(), _ => 0.4 * random.NextDouble() }, 2);
            words.Add(new($" {i}", time, end));
            time = end;
        }

        return words;
    }
}
