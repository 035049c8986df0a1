using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests.Ffmpeg;

/// <summary>Compares files of every format, encoded by ffmpeg, with the original recording.</summary>
public sealed class FormatTests(ITestOutputHelper log)
{
    /// <summary>10 ms, in samples.</summary>
    private const int ShortDelay = 160;

    /// <summary>Encoder delay of about one frame, in samples, in containers without a field for it.</summary>
    private const int UndeclaredDelay = 1_200;

    private static readonly AudioOptions WithFfmpeg = new();

    [Theory]
    [InlineData("libmp3lame", "mp3", new[] { "-b:a", "96k" }, 0.98)]
    [InlineData("aac", "m4a", new[] { "-b:a", "96k" }, 0.98)]
    [InlineData("aac", "m4a", new[] { "-b:a", "96k", "-movflags", "+faststart" }, 0.98)]
    [InlineData("aac", "m4a", new[] { "-b:a", "96k", "-movflags", "frag_keyframe+empty_moov" }, 0.98, UndeclaredDelay)]
    [InlineData("aac", "aac", new[] { "-b:a", "96k" }, 0.98, UndeclaredDelay)]
    [InlineData("libopus", "ogg", new[] { "-b:a", "64k" }, 0.97)]
    [InlineData("libopus", "webm", new[] { "-b:a", "64k" }, 0.97)]
    [InlineData("libvorbis", "ogg", new[] { "-q:a", "6" }, 0.97)]
    [InlineData("libopencore_amrnb", "amr", new[] { "-ar", "8000", "-b:a", "12.2k" }, 0.9)]
    [InlineData("adpcm_ms", "wav", new string[0], 0.98)]
    [InlineData("libmp3lame", "wav", new[] { "-b:a", "96k" }, 0.98, UndeclaredDelay)]
    public async Task Decodes_a_lossy_copy(string encoder, string extension, string[] arguments, double correlation,
        int latest = ShortDelay)
    {
        FfmpegTool.RequireEncoder(encoder);
        AssertSame(await Decoding.AllAsync(FfmpegTool.Encode(Jfk.File(), extension, ["-c:a", encoder, .. arguments]), WithFfmpeg),
            correlation, latest);
    }

    [Fact]
    public async Task Decodes_the_sound_of_a_video()
    {
        FfmpegTool.RequireEncoder("mpeg4");
        var video = FfmpegTool.Encode(
            Jfk.File(), "mp4", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5", "-shortest", "-c:v", "mpeg4", "-c:a", "aac", "-b:a",
                "96k");
        AssertSame(await Decoding.AllAsync(new TrickleStream(new MemoryStream(video)), WithFfmpeg), 0.98);
    }

    [Theory]
    [InlineData("flac", "flac")]
    [InlineData("alac", "m4a")]
    [InlineData("pcm_s16be", "aiff")]
    public async Task A_lossless_copy_is_the_recording_within_one_quantization_step(string encoder, string extension)
    {
        FfmpegTool.RequireEncoder(encoder);
        var decoded = await Decoding.AllAsync(FfmpegTool.Encode(Jfk.File(), extension, "-c:a", encoder), WithFfmpeg);
        var original = Jfk.Samples();
        Assert.Equal(original.Length, decoded.Length);
        Assert.InRange(original.Zip(decoded, (x, y) => Math.Abs(x - y)).Max(), 0, 1f / 32768);
    }

    [Fact]
    public async Task An_AMR_frame_has_20_milliseconds()
    {
        FfmpegTool.Require();
        byte[] frame = [0x3C, .. Enumerable.Repeat((byte)0x5A, 31)];
        byte[] file = [.. "#!AMR\n"u8, .. Enumerable.Repeat(frame, 150).SelectMany(x => x)];
        Assert.InRange((await Decoding.AllAsync(file, WithFfmpeg)).Length / 16_000d, 2.9, 3.1);
    }

    [Fact]
    public async Task Decodes_compressed_sound_in_WAV_after_other_chunks()
    {
        FfmpegTool.RequireEncoder("adpcm_ms");
        var plain = FfmpegTool.Encode(Jfk.File(), "wav", "-c:a", "adpcm_ms");
        byte[] behind = [.. plain[..12], .. new WaveFile().Chunk("JUNK", new byte[100_001]), .. plain[12..]];
        Assert.Equal(await Decoding.AllAsync(plain, WithFfmpeg), await Decoding.AllAsync(behind, WithFfmpeg));
    }

    [Fact]
    public async Task Channels_are_averaged_and_not_summed()
    {
        FfmpegTool.RequireEncoder("flac");
        var left = Signals.Tone(440, 16_000, 16_000, amplitude: 0.8).SelectMany(x => new[] { x, 0f }).ToArray();
        var decoded = await Decoding.AllAsync(FfmpegTool.Encode(new WaveFile { Channels = 2 }.Write(left), "flac"), WithFfmpeg);
        Assert.Equal(0.4, Signals.Fit(decoded, 440, 16_000).Amplitude, 0.001);
    }

    [Theory]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public async Task Speech_up_to_the_new_Nyquist_frequency_is_kept_and_tones_above_are_removed(int rate)
    {
        FfmpegTool.RequireEncoder("flac");
        Assert.InRange(await GainOfAsync(7_600), -0.1, 0.1);
        Assert.InRange(await GainOfAsync(9_000), double.MinValue, -80);

        async Task<double> GainOfAsync(int hertz)
        {
            var tone = new WaveFile { Rate = (uint)rate, Tag = 1, Bits = 16 }.Write(Signals.Tone(hertz, rate, 2 * rate, amplitude: 0.9));
            var decoded = await Decoding.AllAsync(FfmpegTool.Encode(tone, "flac"), WithFfmpeg);
            var gain = Signals.Decibels(Signals.Rms(Signals.Middle(decoded)) / (0.9 / Math.Sqrt(2)));
            log.WriteLine($"{rate} Hz: a tone of {hertz} Hz at {gain:0.0} dB");
            return gain;
        }
    }

    [Fact]
    public async Task The_maximum_duration_applies_to_compressed_audio()
    {
        FfmpegTool.RequireEncoder("flac");
        var minute = FfmpegTool.Encode(new WaveFile().Write(new float[60 * 16_000]), "flac");
        await Assert.ThrowsAsync<AudioTooLongException>(() =>
            Decoding.AllAsync(minute, new AudioOptions { MaxDuration = TimeSpan.FromSeconds(54) }));
    }

    private void AssertSame(float[] decoded, double correlation, int latest = ShortDelay)
    {
        var (original, late) = (Jfk.Samples()[16_000..32_000], decoded[16_000..]);
        var (best, lag) = Enumerable.Range(-ShortDelay, ShortDelay + latest + 1)
            .Select(lag => (Signals.Correlation(original, late, lag), lag)).Max();
        log.WriteLine($"{decoded.Length / 16_000d:0.000} s, correlation {best:0.0000}, {lag} samples late");
        Assert.InRange(decoded.Length / 16_000d, 10.9, 11.1);
        Assert.InRange(best, correlation, 1);
    }
}
