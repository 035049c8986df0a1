using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests.Wave;

[Collection(nameof(SerialTests))]
public sealed class WaveMemoryTests
{
    [Theory]
    [InlineData(16_000, 1, 40)]
    [InlineData(44_100, 2, 15)]
    public async Task Memory_does_not_grow_with_the_duration(int rate, int channels, int minutes)
    {
        var header = new WaveFile { Rate = (uint)rate, Channels = channels, DataSize = uint.MaxValue }.Header(0);
        var source = new EndlessStream(header, header.Length + 60L * minutes * rate * channels * 2);
        long samples = 0, allocated = 0, kept = 0;
        await foreach (var block in new AudioDecoder(Decoding.InProcess).DecodeAsync(source, null, TestContext.Current.CancellationToken))
        {
            samples += block.Length;
            if (allocated != 0 || samples < 60 * 16_000) continue;
            kept = GC.GetTotalMemory(forceFullCollection: true);
            allocated = GC.GetTotalAllocatedBytes();
        }
        Assert.Equal(60L * minutes * 16_000, samples);
        // Nothing is allocated per block after the first minute; the slack is for the test runner.
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 8 << 20);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - kept, long.MinValue, 2 << 20);
    }
}
