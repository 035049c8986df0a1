using System.Buffers;
using Speech.Whisper.Chunking;

namespace Speech.Whisper.Tests.Chunking;

public class WindowReaderTests
{
    [Fact]
    public async Task Windows_follow_the_references_arithmetic_whatever_the_blocks()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var (stride, step, total) = (random.Next(1, 40), random.Next(1, 200), random.Next(1, 2000));
            var length = step + 2 * stride;
            var audio = Enumerable.Range(1, total).Select(i => (float)i).ToArray();
            var reader = new WindowReader(length, stride);

            var windows = await ReadAsync(reader, Blocks(audio, random));

            Assert.Equal(total, reader.Position);
            var start = 0;
            for (var i = 0; i < windows.Count; i++, start += step)
            {
                var isLast = start + length >= total;
                Assert.Equal(isLast, i == windows.Count - 1);
                Assert.Equal(audio[start..Math.Min(start + length, total)], windows[i].Samples.ToArray());
                Assert.Equal(i == 0 ? 0 : stride, windows[i].StrideLeft);
                Assert.Equal(isLast ? 0 : stride, windows[i].StrideRight);
            }
        }
    }

    [Fact]
    public async Task No_audio_gives_no_window()
        => Assert.Empty(await ReadAsync(new WindowReader(10, 1), Blocks([], new Random(1))));

    [Theory]
    [InlineData(0f, true)]
    [InlineData(0.00009f, true)]
    [InlineData(-0.0002f, false)]
    public void Only_digital_silence_is_silent(float peak, bool silent)
        => Assert.Equal(silent, new Window(new ArraySegment<float>([0, peak, 0]), 0, 0).IsSilent);

    private static async Task<List<Window>> ReadAsync(WindowReader reader, IAsyncEnumerable<ReadOnlyMemory<float>> blocks)
    {
        var windows = new List<Window>();
        await foreach (var window in reader.ReadAsync(blocks, TestContext.Current.CancellationToken))
        {
            windows.Add(window with { Samples = window.Samples.ToArray() });
            ArrayPool<float>.Shared.Return(window.Samples.Array!);
        }

        return windows;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Blocks(float[] audio, Random random)
    {
        // One array for all blocks, as a decoder would.
        var block = new float[500];
        for (var at = 0; at < audio.Length;)
        {
            var size = Math.Min(random.Next(0, block.Length), audio.Length - at);
            audio.AsSpan(at, size).CopyTo(block);
            yield return block.AsMemory(0, size);
            await Task.Yield();
            Array.Fill(block, float.NaN);
            at += size;
        }
    }
}
