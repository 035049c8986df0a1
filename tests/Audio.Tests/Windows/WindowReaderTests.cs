using Speech.Audio.Windows;

namespace Speech.Audio.Tests.Windows;

public class WindowReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Windows_match_the_reference_for_any_block_and_batch_size()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var step = random.Next(1, 20);
            var (length, total, batch) = (step + random.Next(0, 60), random.Next(1, 400), random.Next(1, 6));
            var audio = Ramp(total);

            var windows = await ReadWindowsAsync(new WindowReader(length, step, batch), Blocks(audio, random, 90));

            var whole = total < length ? 0 : (total - length) / step + 1;
            var hasRest = total < length || (total - length) % step > 0;
            Assert.Equal(whole + (hasRest ? 1 : 0), windows.Count);
            for (var i = 0; i < windows.Count; i++)
                Assert.Equal(Enumerable.Range(i * step, length).Select(sample => sample < total ? audio[sample] : 0), windows[i]);
        }
    }

    [Fact]
    public async Task Looking_ahead_marks_exactly_the_first_and_the_last_window_and_does_not_pad()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var (overlap, step, total) = (random.Next(0, 80), random.Next(1, 200), random.Next(1, 2000));
            var (length, audio) = (step + overlap, Ramp(total));
            var reader = new WindowReader(length, step) { LooksAhead = true };
            var (start, wasLast) = (0, false);

            await foreach (var batch in reader.ReadAsync(Blocks(audio, random, 500), Cancel))
            {
                Assert.False(wasLast);
                wasLast = batch.IsLast;
                Assert.Equal(start == 0, batch.IsFirst);
                Assert.Equal(start + length >= total, batch.IsLast);
                Assert.Equal(audio[start..Math.Min(start + length, total)], batch.Samples.ToArray());
                batch.ReturnToPool();
                start += step;
            }

            Assert.True(wasLast);
            Assert.Equal(total, reader.SamplesRead);
        }
    }

    [Fact]
    public async Task Without_looking_ahead_a_batch_is_returned_as_soon_as_it_is_full()
    {
        var reader = new WindowReader(10, 5, batchSize: 2);
        await using var batches = reader.ReadAsync(Blocks(Ramp(100), null, 15), Cancel).GetAsyncEnumerator(Cancel);
        for (var expected = 15; expected <= 30; expected += 15)
        {
            Assert.True(await batches.MoveNextAsync());
            Assert.Equal(expected, reader.SamplesRead);
            batches.Current.ReturnToPool();
        }
    }

    [Fact]
    public async Task A_batch_stays_unchanged_until_its_receiver_returns_it()
    {
        var audio = Ramp(1000);
        var batches = new List<WindowBatch>();
        await foreach (var batch in new WindowReader(60, 20, 2).ReadAsync(Blocks(audio, new Random(3), 50), Cancel)) batches.Add(batch);

        foreach (var (i, batch) in batches.Index())
            Assert.Equal(audio[(i * 40)..Math.Min(i * 40 + 80, 1000)], batch.Samples.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_stream_has_no_windows(bool looksAhead)
        => Assert.Empty(await ReadWindowsAsync(new WindowReader(10, 1, 4) { LooksAhead = looksAhead }, Blocks([], new Random(1), 10)));

    [Theory]
    [InlineData(160_000, 1)]
    [InlineData(160_001, 2)]
    [InlineData(480_000, 21)]
    [InlineData(480_001, 22)]
    [InlineData(1, 1)]
    public async Task Ten_second_windows_with_a_step_of_one_second_are_counted_like_the_reference(int samples, int windows)
        => Assert.Equal(windows, (await ReadWindowsAsync(new WindowReader(160_000, 16_000, 3),
            Blocks(new float[samples], null, samples))).Count);

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(10, 0, 1)]
    [InlineData(10, 11, 1)]
    [InlineData(10, 5, 0)]
    public void Rejects_sizes_out_of_range(int length, int step, int batch)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new WindowReader(length, step, batch));

    private static float[] Ramp(int samples) => [.. Enumerable.Range(1, samples).Select(sample => (float)sample)];

    private static async Task<List<float[]>> ReadWindowsAsync(WindowReader reader, IAsyncEnumerable<ReadOnlyMemory<float>> blocks)
    {
        var windows = new List<float[]>();
        await foreach (var batch in reader.ReadAsync(blocks, Cancel))
        {
            windows.AddRange(Enumerable.Range(0, batch.Windows.Count).Select(window => batch.Windows[window].ToArray()));
            batch.ReturnToPool();
        }

        return windows;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Blocks(float[] audio, Random? random, int maxBlock)
    {
        // One array for all blocks, as a decoder would use; overwritten once the next block is requested.
        var block = new float[Math.Max(1, maxBlock)];
        for (var start = 0; start < audio.Length;)
        {
            var size = Math.Min(random?.Next(0, maxBlock) ?? maxBlock, audio.Length - start);
            audio.AsSpan(start, size).CopyTo(block);
            yield return block.AsMemory(0, size);
            await Task.Yield();
            Array.Fill(block, float.NaN);
            start += size;
        }
    }
}
