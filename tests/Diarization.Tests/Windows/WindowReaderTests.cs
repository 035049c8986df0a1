using Speech.Diarization.Windows;

namespace Speech.Diarization.Tests.Windows;

public class WindowReaderTests
{
    [Fact]
    public async Task Windows_follow_the_references_arithmetic_whatever_the_blocks_and_batches()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var step = random.Next(1, 20);
            var (length, total, batch) = (step + random.Next(0, 60), random.Next(1, 400), random.Next(1, 6));
            var audio = Enumerable.Range(1, total).Select(sample => (float)sample).ToArray();

            var windows = await ReadAsync(new WindowReader(length, step, batch), Blocks(audio, random));

            var whole = total < length ? 0 : (total - length) / step + 1;
            var hasRest = total < length || (total - length) % step > 0;
            Assert.Equal(whole + (hasRest ? 1 : 0), windows.Count);
            for (var i = 0; i < windows.Count; i++)
                Assert.Equal(Enumerable.Range(i * step, length).Select(at => at < total ? audio[at] : 0), windows[i]);
        }
    }

    [Fact]
    public async Task No_audio_gives_no_window()
        => Assert.Empty(await ReadAsync(new WindowReader(10, 1, 4), Blocks([], new Random(1))));

    [Theory]
    [InlineData(160_000, 1)]
    [InlineData(160_001, 2)]
    [InlineData(480_000, 21)]
    [InlineData(480_001, 22)]
    [InlineData(1, 1)]
    public async Task Ten_second_windows_every_second(int samples, int windows)
        => Assert.Equal(windows, (await ReadAsync(new WindowReader(160_000, 16_000, 3), Blocks(new float[samples], null))).Count);

    private static async Task<List<float[]>> ReadAsync(WindowReader reader, IAsyncEnumerable<ReadOnlyMemory<float>> blocks)
    {
        var windows = new List<float[]>();
        await foreach (var batch in reader.ReadAsync(blocks, TestContext.Current.CancellationToken))
            windows.AddRange(Enumerable.Range(0, batch.Audio.Count).Select(window => batch.Audio[window].ToArray()));
        return windows;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Blocks(float[] audio, Random? random)
    {
        await Task.CompletedTask;
        for (var start = 0; start < audio.Length;)
        {
            var end = Math.Min(audio.Length, start + (random?.Next(1, 90) ?? audio.Length));
            yield return audio.AsMemory(start..end);
            start = end;
        }
    }
}
