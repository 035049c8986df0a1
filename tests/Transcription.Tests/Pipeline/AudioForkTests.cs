using Speech.Transcription.Pipeline;

namespace Speech.Transcription.Tests.Pipeline;

public sealed class AudioForkTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7_999)]
    [InlineData(8_000)]
    [InlineData(50_001)]
    public async Task Both_hear_every_sample_in_its_order(int samples)
    {
        var audio = Enumerable.Range(0, samples).Select(sample => (float)sample).ToArray();
        var fork = new AudioFork(60);
        var pump = fork.PumpAsync(Blocks(audio, 1_234), Stop);
        Assert.Equal(audio, await ReadAsync(fork.First));
        Assert.Equal(audio, await ReadAsync(fork.Second));
        await pump;
    }

    [Fact]
    public async Task Who_listens_is_never_further_ahead_of_who_does_not_than_the_lead()
    {
        var decoded = 0;
        var fork = new AudioFork(lead: 10);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var pump = fork.PumpAsync(EndlessAsync(() => decoded++), cancel.Token);
        await using (var first = fork.First.GetAsyncEnumerator(cancel.Token))
            for (var heard = 0; heard < 10 * 16_000; heard += first.Current.Length)
                Assert.True(await first.MoveNextAsync());

        // The second one never asks: once its part is full, no more is decoded, whatever the first one would still take.
        Assert.InRange(decoded * 1_600, 10 * 16_000, 12 * 16_000);
        Assert.False(pump.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pump);
    }

    [Fact]
    public async Task Nobody_waits_for_who_has_left()
    {
        var audio = new float[40 * 16_000];
        var fork = new AudioFork(lead: 1);
        fork.LeaveSecond();
        var pump = fork.PumpAsync(Blocks(audio, 1_600), Stop);
        Assert.Equal(audio.Length, (await ReadAsync(fork.First)).Count);
        await pump;
    }

    [Fact]
    public async Task When_nobody_listens_any_more_the_rest_is_not_decoded()
    {
        var fork = new AudioFork(lead: 1);
        fork.LeaveFirst();
        fork.LeaveSecond();
        await fork.PumpAsync(EndlessAsync(() => { }), Stop);
    }

    private static async Task<List<float>> ReadAsync(IAsyncEnumerable<ReadOnlyMemory<float>> audio)
    {
        var samples = new List<float>();
        await foreach (var block in audio.WithCancellation(Stop)) samples.AddRange(block.Span);
        return samples;
    }

    /// <summary>One array for all blocks, as a decoder may do.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Blocks(float[] audio, int length)
    {
        await Task.CompletedTask;
        var block = new float[length];
        for (var at = 0; at < audio.Length; at += length)
        {
            var part = audio.AsMemory(at, Math.Min(length, audio.Length - at));
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
