using Speech.Transcription.Pipeline;

namespace Speech.Transcription.Tests.Pipeline;

public sealed class AudioTeeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7_999)]
    [InlineData(8_000)]
    [InlineData(50_001)]
    public async Task Both_consumers_read_every_sample_in_order(int samples)
    {
        var audio = Enumerable.Range(0, samples).Select(sample => (float)sample).ToArray();
        var tee = new AudioTee(60);
        var pump = tee.PumpAsync(Blocks(audio, 1_234), Stop);
        Assert.Equal(audio, await ReadAsync(tee.First));
        Assert.Equal(audio, await ReadAsync(tee.Second));
        await pump;
    }

    [Fact]
    public async Task A_consumer_is_never_further_ahead_than_the_maximum_lead()
    {
        var decoded = 0;
        var tee = new AudioTee(maxLead: 10);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var pump = tee.PumpAsync(EndlessAsync(() => decoded++), cancel.Token);
        await using (var first = tee.First.GetAsyncEnumerator(cancel.Token))
            for (var read = 0; read < 10 * 16_000; read += first.Current.Length)
                Assert.True(await first.MoveNextAsync());

        // The second consumer never reads: once its buffer is full, nothing more is decoded, even if the first consumer would read on.
        Assert.InRange(decoded * 1_600, 10 * 16_000, 12 * 16_000);
        Assert.False(pump.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pump);
    }

    [Fact]
    public async Task A_completed_consumer_does_not_hold_up_the_other()
    {
        var audio = new float[40 * 16_000];
        var tee = new AudioTee(maxLead: 1);
        tee.CompleteSecond();
        var pump = tee.PumpAsync(Blocks(audio, 1_600), Stop);
        Assert.Equal(audio.Length, (await ReadAsync(tee.First)).Count);
        await pump;
    }

    [Fact]
    public async Task Stops_decoding_when_both_consumers_have_completed()
    {
        var tee = new AudioTee(maxLead: 1);
        tee.CompleteFirst();
        tee.CompleteSecond();
        await tee.PumpAsync(EndlessAsync(() => { }), Stop);
    }

    private static async Task<List<float>> ReadAsync(IAsyncEnumerable<ReadOnlyMemory<float>> audio)
    {
        var samples = new List<float>();
        await foreach (var block in audio.WithCancellation(Stop)) samples.AddRange(block.Span);
        return samples;
    }

    /// <summary>All blocks share one array, as a decoder's may.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Blocks(float[] audio, int length)
    {
        await Task.CompletedTask;
        var block = new float[length];
        for (var offset = 0; offset < audio.Length; offset += length)
        {
            var part = audio.AsMemory(offset, Math.Min(length, audio.Length - offset));
            part.CopyTo(block);
            yield return block.AsMemory(0, part.Length);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> EndlessAsync(Action decoded)
    {
        await Task.CompletedTask;
        var block = new float[1_600];
        while (true)
        {
            decoded();
            yield return block;
        }
    }
}
