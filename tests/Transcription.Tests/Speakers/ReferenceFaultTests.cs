using Speech.Transcription.Speakers;

namespace Speech.Transcription.Tests.Speakers;

/// <summary>What the reference handler's alignment gets wrong: it walks the turns and cuts the chunks at the end that is nearest to each turn's.</summary>
public class ReferenceFaultTests
{
    [Fact]
    public void A_backchannel_does_not_get_the_turn_around_it()
    {
        Turn[] turns = [new(0, 4, "A"), new(4, 4.5, "B"), new(4.5, 10, "A")];
        var passages = Align([Chunk(" So I was", 0, 4), Chunk(" mhm", 4, 4.5), Chunk(" saying that", 4.5, 10)], turns);
        Assert.Equal([("A", " So I was"), ("B", " mhm"), ("A", " saying that")], passages);
    }

    [Fact]
    public void Chunks_behind_the_last_turn_are_not_dropped()
        => Assert.Equal([("A", " one two three")], Align([Chunk(" one", 0, 2), Chunk(" two", 2.5, 4), Chunk(" three", 8, 9)], [new(0, 2, "A")]));

    [Fact]
    public void A_very_short_turn_does_not_steal_the_next_speakers_chunk()
    {
        Turn[] turns = [new(0, 5, "A"), new(5, 5.1, "B"), new(5.2, 9, "C")];
        Assert.Equal([("A", " first"), ("C", " second")], Align([Chunk(" first", 0, 5), Chunk(" second", 5.05, 9)], turns, words: true));
    }

    [Fact]
    public void A_chunk_of_two_speakers_is_split_where_they_change()
    {
        Turn[] turns = [new(0, 3, "A"), new(3.4, 6, "B")];
        SpokenWord[] words = [new(" Are", 0.2, 0.6), new(" you", 0.7, 1), new(" there?", 1.2, 2.8), new(" Yes,", 3.1, 3.9), new(" here.", 4, 5)];
        var chunk = new SpokenChunk(" Are you there? Yes, here.", 0, 6, words);

        Assert.Equal([("A", " Are you there?"), ("B", " Yes, here.")], Align([chunk], turns));
        // Without word times, where the text is likeliest to change hands.
        Assert.Equal([("A", " Are you there?"), ("B", " Yes, here.")], Align([chunk with { Words = null }], turns));
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(44100)]
    public void Times_are_seconds_at_any_sampling_rate(int rate)
    {
        // The same speech, timed in samples and turned to seconds by whoever knows the rate: not one of them here.
        var (turnEnd, chunkStart, chunkEnd) = (5.0 * rate / rate, 4.0 * rate / rate, 8.0 * rate / rate);
        var passages = SpeakerAlignment.Align([Chunk(" hello", chunkStart, chunkEnd)], [new(0, turnEnd, "A"), new(turnEnd, 9, "B")]);
        Assert.Equal((4.0, 8.0), (passages[0].Start, passages[^1].End));
        Assert.Equal("B", passages[^1].Speaker);
    }

    private static List<(string?, string)> Align(SpokenChunk[] chunks, Turn[] turns, bool words = false)
    {
        if (words) chunks = Array.ConvertAll(chunks, chunk => chunk with { Words = [new(chunk.Text, chunk.Start, chunk.End)] });
        return SpeakerAlignment.Align(chunks, turns).ConvertAll(passage => (passage.Speaker, passage.Text));
    }

    private static SpokenChunk Chunk(string text, double start, double end) => new(text, start, end);
}
