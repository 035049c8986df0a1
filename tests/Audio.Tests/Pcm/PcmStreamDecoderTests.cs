using System.Runtime.InteropServices;
using Speech.Audio.Pcm;

namespace Speech.Audio.Tests.Pcm;

public sealed class PcmStreamDecoderTests
{
    [Theory]
    [InlineData(16_000)]
    [InlineData(24_000)]
    [InlineData(44_100)]
    public async Task Pieces_of_any_length_give_the_samples_of_the_whole(int rate)
    {
        var random = new Random(1);
        var bytes = new byte[rate * 2];
        random.NextBytes(bytes);
        var whole = new List<float>();
        await foreach (var block in new AudioDecoder(new AudioOptions()).DecodeAsync(
            new MemoryStream(bytes), new RawPcm(rate), TestContext.Current.CancellationToken)) whole.AddRange(block.Span);

        var (decoder, found) = (new PcmStreamDecoder(SampleEncoding.Int16, rate), new List<float>());
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(random.Next(1, 999), bytes.Length - at);
            found.AddRange(decoder.Push(bytes.AsMemory(at, length)).Span);
            at += length;
        }

        Assert.InRange(found.Count, whole.Count - 200, whole.Count);
        Assert.Equal(whole.Take(found.Count), found);
    }

    [Theory]
    [InlineData(SampleEncoding.MuLaw, 0x80, 0.98)]
    [InlineData(SampleEncoding.ALaw, 0xAA, 0.98)]
    public void The_codes_of_telephones_are_decoded_at_twice_their_rate(SampleEncoding encoding, int loudest, double expected)
    {
        var bytes = new byte[8_000];
        Array.Fill(bytes, (byte)loudest);
        var samples = new PcmStreamDecoder(encoding, 8_000).Push(bytes).ToArray();
        Assert.InRange(samples.Length, 15_800, 16_000);
        Assert.Equal(expected, samples[8_000], 0.01);
    }
}
