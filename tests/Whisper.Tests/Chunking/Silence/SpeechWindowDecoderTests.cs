using Speech.Audio;
using Speech.TestSupport;
using Speech.Whisper.Chunking.Silence;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Chunking.Silence;

public sealed class SpeechWindowDecoderTests
{
    private static readonly Lazy<Tokenizer> Vocabulary = new(() => Tokenizer.Load(Reference.PathOf("whisper", "tiny-random-v3")));

    private readonly List<(double Start, double Seconds, string? Language)> _decoded = [];
    private readonly List<(double Start, double End)[]> _times = [];
    private double _noSpeech;
    private bool _isDetected = true;
    private bool _isFirstAtLimit;
    private int _words;

    [Fact]
    public async Task Speech_after_the_last_text_is_decoded_again_from_where_it_begins()
    {
        var transcript = await DecodeAsync([new(10, 12), new(12.5, 15)], Text(0, 2), Text(0, 2.5));
        Assert.Equal([(10, 5, null), (12.4, 2.6, "en")], _decoded);
        Assert.Equal([10, 12.4], transcript.Segments.Select(segment => segment[0].SegmentStart!.Value), Near);
        Assert.Equal(1, transcript.Statistics.Recoveries);
    }

    [Fact]
    public async Task Speech_before_the_first_text_and_between_two_texts_is_decoded_again()
    {
        var transcript = await DecodeAsync([new(10, 12), new(12.5, 15)], [.. Text(1, 2), .. Text(3.5, 5)], Text(0, 1), Text(0, 1));
        Assert.Equal([(10, 5, null), (10, 1, "en"), (12.4, 1.1, "en")], _decoded);
        Assert.Equal([10, 11, 12.4, 13.5], transcript.Segments.Select(segment => segment[0].SegmentStart!.Value), Near);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.25, 0)]
    public async Task Without_detected_speech_only_a_certain_sentence_is_text_and_halves_are_not_decoded(double noSpeech, int segments)
    {
        (_noSpeech, _isDetected) = (noSpeech, false);
        int[] words = [.. Enumerable.Range(0, 15).Select(index => 1000 + 7 * index)];
        var transcript = await DecodeAsync([new(10, 15)], Text(0, 5, words));
        Assert.Equal(segments, transcript.Segments.Count);
        Assert.Single(_decoded);
    }

    [Theory]
    [InlineData(4.6)]
    [InlineData(5)]
    public async Task Half_a_second_without_text_is_left(double end)
    {
        await DecodeAsync([new(10, 15)], Text(0, end));
        Assert.Single(_decoded);
    }

    [Fact]
    public async Task A_part_without_any_text_is_not_decoded_again()
    {
        await DecodeAsync([new(10, 15)], Text(0, 3), []);
        Assert.Equal(2, _decoded.Count);
    }

    [Fact]
    public async Task The_number_of_recoveries_is_bounded()
    {
        var transcript = await DecodeAsync([new(10, 39)], [.. Enumerable.Range(0, 30).Select(_ => Text(0, 1))]);
        Assert.Equal(1 + new CoverageOptions().MaxRecoveries, _decoded.Count);
        Assert.Equal(new CoverageOptions().MaxRecoveries, transcript.Statistics.Recoveries);
    }

    [Fact]
    public async Task A_part_that_the_token_limit_cuts_goes_on_where_its_last_whole_segment_ends()
    {
        int[] cut = [.. Text(0, 2), .. Text(2, 4)[..2]];
        _isFirstAtLimit = true;
        var transcript = await DecodeAsync([new(10, 15)], cut, Text(0, 3));
        Assert.Equal([(10, 5, null), (12, 3, "en")], _decoded);
        Assert.Equal(2, transcript.Segments.Count);
    }

    [Fact]
    public async Task A_part_of_one_segment_that_the_token_limit_cuts_goes_on_after_its_last_word()
    {
        _isFirstAtLimit = true;
        _times.Add([(0, 0), (0, 2)]);
        var transcript = await DecodeAsync([new(10, 15)], Text(0, 5)[..2], Text(0, 3));
        Assert.Equal([(10, 5, null), (12, 3, "en")], _decoded);
        Assert.Equal(2, transcript.Segments.Count);
    }

    [Fact]
    public async Task Text_without_a_predicted_end_ends_where_the_text_of_the_next_part_begins()
    {
        var transcript = await DecodeAsync([new(10, 15)], Text(3, 5), Text(0, 2)[..2]);
        Assert.Equal([(10, 5, null), (10, 3, "en")], _decoded);
        Assert.Equal([13, 15], transcript.Segments.Select(segment => segment[^1].SegmentEnd!.Value), Near);
    }

    [Theory]
    [InlineData(12.8)]
    [InlineData(10.8)] // A command, whose span has no word at all.
    public async Task Speech_that_the_alignment_finds_without_words_is_decoded_again(double end)
    {
        // The second part of the speech has the only word, although its segment begins with the first.
        _times.Add([(0, 3.5), (3.5, 5), (5, 5)]);
        var transcript = await DecodeAsync([new(10, end), new(13.3, 15)], Text(0, 5), Text(0, end - 10));
        Assert.Equal([(10, 5, null), (10, 3.5, "en")], _decoded);
        Assert.Equal([10, 13.5], transcript.Segments.Select(segment => segment[0].SegmentStart!.Value), Near);
        Assert.Equal([end, 15], transcript.Segments.Select(segment => segment[^1].SegmentEnd!.Value), Near);
    }

    [Fact]
    public async Task Speech_after_the_last_word_of_a_segment_is_decoded_again()
    {
        _times.Add([(0, 0), (0, 1.5), (5, 5)]);
        var transcript = await DecodeAsync([new(10, 11.5), new(12, 15)], Text(0, 5), Text(0, 3));
        Assert.Equal([(10, 5, null), (11.9, 3.1, "en")], _decoded);
        Assert.Equal([11.5, 14.9], transcript.Segments.Select(segment => segment[^1].SegmentEnd!.Value), Near);
    }

    [Fact]
    public async Task An_alignment_faster_than_speech_does_not_shorten_a_segment()
    {
        // Three tokens in a tenth of a second.
        _times.Add([(0, 0), (0, 0.03), (0.03, 0.06), (0.06, 0.1), (5, 5)]);
        var transcript = await DecodeAsync([new(10, 11.5), new(12, 15)], Text(0, 5, [1000, 1007, 1014]));
        Assert.Single(_decoded);
        Assert.Equal(15, Assert.Single(transcript.Segments)[^1].SegmentEnd!.Value, 3);
    }

    [Fact]
    public async Task A_sound_or_a_late_alignment_is_not_speech_without_words()
    {
        _times.Add([(0, 3.5), (3.5, 5), (5, 5)]);
        await DecodeAsync([new(10, 10.4), new(12.95, 15)], Text(0, 5));
        Assert.Single(_decoded);
    }

    [Fact]
    public async Task Invented_text_is_dropped_and_not_decoded_again()
    {
        _noSpeech = 0.6;
        var transcript = await DecodeAsync([new(10, 14)], Text(0, 3));
        Assert.Single(_decoded);
        Assert.Empty(transcript.Segments);
        Assert.Equal(1, transcript.Statistics.Silenced);
    }

    /// <summary>Speech after music may be all in the second half.</summary>
    [Theory]
    [InlineData(new double[] { 10, 11, 11.4, 13, 14, 19 }, 13.5)] // The longest pause.
    [InlineData(new double[] { 10, 19 }, 14.5)]
    public async Task The_halves_of_a_window_without_text_are_decoded_once_more(double[] speech, double middle)
    {
        var transcript = await DecodeAsync(
            [.. speech.Chunk(2).Select(span => new SpeechRegion(span[0], span[1]))], [], [], Text(0.5, 19 - middle));
        Assert.Equal([(10, 9, null), (10, middle - 10, "en"), (middle, 19 - middle, "en")], _decoded);
        Assert.Equal(middle + 0.5, Assert.Single(transcript.Segments)[0].SegmentStart!.Value, 3);
    }

    [Fact]
    public async Task Speech_inside_a_token_that_is_longer_than_any_word_is_decoded_again()
    {
        int[] words = [Vocabulary.Value.Encode(" one")[0], Vocabulary.Value.Encode(" two")[0]];
        // The first word seems to last for ten seconds.
        _times.Add([(0, 0), (0, 10), (10, 11), (11, 11)]);
        var transcript = await DecodeAsync([new(10, 21)], Text(0, 11, words), Text(0, 8));
        Assert.Equal([(10, 11, null), (12, 8, "en")], _decoded);
        Assert.Equal([10, 12, 20], transcript.Segments.Select(segment => segment[0].SegmentStart!.Value), Near);
    }

    /// <summary>As it happens where the times of the text are not exact.</summary>
    [Fact]
    public async Task Text_that_repeats_its_neighbour_is_dropped()
    {
        int[] so = Vocabulary.Value.Encode(" so far").ToArray(), quoted = Vocabulary.Value.Encode(" So far.").ToArray();
        var transcript = await DecodeAsync([new(10, 12), new(12.5, 15)], Text(0, 2, [1000, .. so]), Text(0, 2.5, quoted));
        Assert.Equal(2, _decoded.Count);
        Assert.Equal(10, Assert.Single(transcript.Segments)[0].SegmentStart);
        Assert.Equal(1, transcript.Statistics.Silenced);
    }

    [Fact]
    public async Task Text_that_repeats_the_beginning_of_the_next_segment_is_dropped()
    {
        int[] so = Vocabulary.Value.Encode(" so far").ToArray(), quoted = Vocabulary.Value.Encode(" So far.").ToArray();
        var transcript = await DecodeAsync([new(10, 12), new(12.5, 15)], Text(2.5, 5, [.. so, 1000]), Text(0, 2.5, quoted));
        Assert.Equal(2, _decoded.Count);
        Assert.Equal(12.5, Assert.Single(transcript.Segments)[0].SegmentStart);
        Assert.Equal(1, transcript.Statistics.Silenced);
    }

    [Fact]
    public async Task Punctuation_alone_is_dropped_where_text_is_missing()
    {
        int[] dots = Vocabulary.Value.Encode(" ...").ToArray();
        var transcript = await DecodeAsync([new(10, 12), new(12.5, 15)], Text(0, 2), Text(0, 2.5, dots));
        Assert.Equal(2, _decoded.Count);
        Assert.Equal(10, Assert.Single(transcript.Segments)[0].SegmentStart);
        Assert.Equal(1, transcript.Statistics.Silenced);
    }

    [Theory]
    [InlineData(1.9, 2)] // The word ends before the pause: it is said again after it.
    [InlineData(2.4, 1)] // It reaches into the next speech.
    public async Task Text_that_is_said_again_after_a_pause_is_kept(double end, int segments)
    {
        int[] so = Vocabulary.Value.Encode(" so far").ToArray(), again = Vocabulary.Value.Encode(" So far.").ToArray();
        _times.Add([(0, 0), .. so.Select(_ => (0.5, end)), (end, end)]);
        _times.Add([(0, 0), .. again.Select(_ => (0.2, 2.4)), (2.5, 2.5)]);
        var transcript = await DecodeAsync([new(10, 12), new(12.5, 15)], Text(0, 2, so), Text(0, 2.5, again));
        Assert.Equal(segments, transcript.Segments.Count);
    }

    [Theory]
    [InlineData("今天就到这里谢谢", "谢谢。", true)]
    [InlineData("今天就到这里", "谢谢。", false)]
    [InlineData("क्या है?", "हाँ।", false)] // The letters are the same, their vowel signs are not.
    public async Task Scripts_without_spaces_and_vowel_signs_are_compared(string text, string recovered, bool isRepeated)
    {
        int[] first = Vocabulary.Value.Encode(text).ToArray(), second = Vocabulary.Value.Encode(recovered).ToArray();
        var transcript = await DecodeAsync([new(10, 12), new(12.5, 15)], Text(0, 2, first), Text(0, 2.5, second));
        Assert.Equal(isRepeated ? 1 : 2, transcript.Segments.Count);
    }

    [Fact]
    public async Task Words_that_repeat_their_neighbour_are_dropped_if_the_first_one_is_cut()
    {
        int[] whole = Vocabulary.Value.Encode(" airplane because").ToArray(), cut = Vocabulary.Value.Encode(" plane because").ToArray();
        var transcript = await DecodeAsync([new(10, 12), new(12.5, 15)], Text(0, 2, whole), Text(0, 2.5, cut));
        Assert.Single(transcript.Segments);
    }

    [Fact]
    public async Task Text_that_is_the_end_of_a_word_of_its_neighbour_is_kept()
    {
        int[] there = Vocabulary.Value.Encode(" there").ToArray(), here = Vocabulary.Value.Encode(" here").ToArray();
        var transcript = await DecodeAsync([new(10, 12), new(12.5, 15)], Text(0, 2, there), Text(0, 2.5, here));
        Assert.Equal(2, transcript.Segments.Count);
    }

    private static bool Near(double left, double right) => Math.Abs(left - right) < 0.001;

    /// <summary>A segment of one word, another one at each call, between two times in seconds.</summary>
    private int[] Text(double start, double end) => Text(start, end, 1000 + 7 * _words++);

    private static int[] Text(double start, double end, params ReadOnlySpan<int> words)
    {
        var first = Vocabulary.Value.SpecialTokens.TimestampBegin;
        return [first + (int)Math.Round(start * 50), .. words, first + (int)Math.Round(end * 50)];
    }

    /// <summary>Decodes one window around some speech, with an answer for each of its parts.</summary>
    private Task<SpeechTranscript> DecodeAsync(SpeechRegion[] speech, params int[][] answers)
    {
        var (start, end) = (speech[0].Start, speech[^1].End);
        var samples = new float[(int)((end - start) * Splice.Rate)];
        for (var i = 0; i < samples.Length; i++) samples[i] = (float)(start * Splice.Rate) + i;
        var window = new SpeechWindow(new ArraySegment<float>(samples), new PackedWindow(start, end, speech) { IsDetected = _isDetected });
        var decoder = new SpeechWindowDecoder(Decode, Vocabulary.Value, new CoverageOptions(),
            new InventedText(Vocabulary.Value.SpecialTokens.IsText));
        return decoder.DecodeAsync(window, language: null, TestContext.Current.CancellationToken);

        Task<DecodedWindow> Decode(ReadOnlyMemory<float> part, string? language, bool isDetected, CancellationToken cancellationToken)
        {
            _decoded.Add((Round(part.Span[0]), Round(part.Length), language));
            var index = _decoded.Count - 1;
            var attempt = new DecodingAttempt(answers[index], 0, _noSpeech) { ReachedTokenLimit = _isFirstAtLimit && index == 0 };
            return Task.FromResult(new DecodedWindow(attempt, "en") { TokenTimes = _times.ElementAtOrDefault(index) ?? [] });
        }
    }

    private static double Round(double samples) => Math.Round(samples / Splice.Rate, 3);
}
