using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests.Wave;

[Collection(nameof(SerialTests))]
public sealed class WaveFuzzTests
{
    private const int CaseCount = 1_000;
    private const long MaxBytesPerCase = 16L << 20;

    [Fact]
    public async Task Corrupt_files_are_decoded_or_rejected_in_bounded_time_and_memory()
    {
        var random = new Random(20_240);
        var (decoded, refused) = (0, 0);
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < CaseCount; i++)
        {
            var file = Damaged(random);
            var before = GC.GetTotalAllocatedBytes();
            try
            {
                var samples = await Decoding.AllAsync(file);
                Assert.DoesNotContain(samples, x => !float.IsFinite(x));
                decoded++;
            }
            catch (AudioException)
            {
                refused++;
            }
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, MaxBytesPerCase);
        }
        // Both outcomes must occur, or the test is ineffective.
        Assert.InRange(decoded, CaseCount / 10, CaseCount);
        Assert.InRange(refused, CaseCount / 10, CaseCount);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 60);
    }

    private static byte[] Damaged(Random random)
    {
        var plain = new WaveFile
        {
            Id = random.Next(8) switch { 0 => "RIFX", 1 => "RF64", _ => "RIFF" },
            Tag = random.Next(4) == 0 ? 3 : 1,
            Bits = 8 * random.Next(1, 5),
            Channels = random.Next(1, 4),
            Rate = (uint)random.Next(4_000, 100_000),
            Extensible = random.Next(3) == 0,
        };
        var file = plain with
        {
            BeforeFormat = plain.Chunk("LIST", new byte[random.Next(20)]),
            BeforeData = plain.Chunk("fact", new byte[random.Next(8)])
        };
        var data = new byte[random.Next(600)];
        random.NextBytes(data);
        var bytes = file.Write(data);
        var headLength = bytes.Length - data.Length;
        for (var damage = random.Next(1, 6); damage > 0; damage--) Damage(bytes, headLength, random);
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static void Damage(byte[] bytes, int headLength, Random random)
    {
        // The first twelve bytes are rarely changed: without them the file is not WAV and is rejected at once.
        var at = random.Next(random.Next(10) == 0 ? 0 : 12, headLength - 4);
        switch (random.Next(4))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes.AsSpan(at, 4).Fill(0xFF); break;
            default: bytes.AsSpan(at, random.Next(1, 5)).Clear(); break;
        }
    }
}
