using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests.Wave;

/// <summary>Invalid headers are rejected with a message and without large allocations.</summary>
public sealed class InvalidWaveTests
{
    public static TheoryData<string, WaveFile> Nonsense => new()
    {
        { "0 channels", new WaveFile { Channels = 0 } },
        { "65535 channels", new WaveFile { Channels = 65_535 } },
        { "0 Hz", new WaveFile { Rate = 0 } },
        { "1 Hz", new WaveFile { Rate = 1 } },
        { "4294967295 Hz", new WaveFile { Rate = uint.MaxValue } },
        { "0 bits", new WaveFile { Bits = 0 } },
        { "33 bits", new WaveFile { Bits = 33 } },
        { "16 bits", new WaveFile { Tag = 3, Bits = 16 } },
        { "chunk of 4294967295 bytes", new WaveFile { FormatSize = uint.MaxValue } },
        { "chunk of 4294967294 bytes", new WaveFile { FormatSize = uint.MaxValue - 1 } },
        { "chunk of 0 bytes", new WaveFile { FormatSize = 0 } },
        { "chunk of 15 bytes", new WaveFile { FormatSize = 15 } },
        { "ends before its format", new WaveFile { FormatSize = 65_000 } },
        { "extensible format is truncated", new WaveFile { Tag = 0xFFFE } },
        { "0 channels", new WaveFile { Tag = 2, Channels = 0 } },
    };

    [Theory]
    [MemberData(nameof(Nonsense), DisableDiscoveryEnumeration = true)]
    public async Task Rejects_an_invalid_format_with_its_cause(string named, WaveFile file)
    {
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(file.Write(new byte[1_000])));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejects_samples_before_their_format()
    {
        var file = new WaveFile();
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(
            () => Decoding.AllAsync((file with { BeforeFormat = file.Chunk("data", new byte[100]) }).Write(new byte[100])));
        Assert.Contains("before their format", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejects_a_header_truncated_at_any_position()
    {
        var header = new WaveFile().Header(1_000);
        for (var length = 12; length < header.Length; length++)
            await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(header[..length]));
        await Assert.ThrowsAsync<EmptyAudioException>(() => Decoding.AllAsync(header));
    }

    [Fact]
    public async Task A_chunk_of_excessive_size_ends_with_the_file()
    {
        var file = new WaveFile();
        var endless = file.Chunk("JUNK", new byte[10]);
        endless.AsSpan(4, 4).Fill(0xFF);
        await Assert.ThrowsAsync<UndecodableAudioException>(() =>
            Decoding.AllAsync((file with { BeforeData = endless }).Write(new byte[100])));
    }
}
