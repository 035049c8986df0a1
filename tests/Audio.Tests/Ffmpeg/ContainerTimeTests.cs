using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests.Ffmpeg;

/// <summary>Samples are where the container's times say: silence is before a late track and in gaps.</summary>
public sealed class ContainerTimeTests
{
    private static readonly AudioOptions WithFfmpeg = new();
    private static readonly byte[] Tone = new WaveFile { Tag = 1, Bits = 16 }.Write(Signals.Tone(440, 16_000, 32_000, amplitude: 0.5));

    [Theory]
    [InlineData("mkv", "libopus")]
    [InlineData("webm", "libopus")]
    [InlineData("mp4", "aac")]
    [InlineData("mov", "pcm_s16le")]
    public async Task A_late_track_stays_late(string extension, string encoder)
    {
        FfmpegTool.RequireEncoder(encoder);
        var samples = await DecodeAsync(extension, "-itsoffset", "5", "-i", "in.wav", "-map", "1:a", "-c:a", encoder);
        AssertToneAt(samples, from: 5, to: 7, length: 7);
    }

    [Theory]
    [InlineData("mkv", "libopus")]
    [InlineData("mp4", "aac")]
    [InlineData("ts", "aac")]
    [InlineData("mpg", "mp2")]
    public async Task A_track_that_starts_after_the_picture_stays_late(string extension, string encoder)
    {
        FfmpegTool.RequireEncoder(encoder);
        FfmpegTool.RequireEncoder("mpeg2video");
        var samples = await DecodeAsync(
            extension, "-itsoffset", "3", "-i", "in.wav", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=6",
            "-map", "1:a", "-map", "2:v", "-c:v", "mpeg2video", "-c:a", encoder);
        AssertToneAt(samples, from: 3, to: 5, length: 5);
    }

    [Theory]
    [InlineData("mkv", "libopus")]
    [InlineData("mp4", "aac")]
    [InlineData("ts", "aac")]
    public async Task A_gap_in_the_times_is_silence(string extension, string encoder)
    {
        FfmpegTool.RequireEncoder(encoder);
        var samples = await DecodeAsync(
            extension, "-af", "asetpts=PTS+if(gt(T\\,1)\\,4/TB\\,0)", "-c:a", encoder);
        AssertToneAt(samples, from: 0, to: 1, length: 6);
        AssertToneAt(samples, from: 5, to: 6, length: 6);
    }

    [Theory]
    [InlineData("mp3", "libmp3lame")]
    [InlineData("ogg", "libopus")]
    [InlineData("ts", "aac")]
    [InlineData("webm", "libopus")]
    [InlineData("m4a", "aac")]
    public async Task An_ordinary_file_starts_at_its_start(string extension, string encoder)
    {
        FfmpegTool.RequireEncoder(encoder);
        AssertToneAt(await DecodeAsync(extension, "-c:a", encoder), from: 0, to: 2, length: 2);
    }

    [Fact]
    public async Task A_live_recording_that_starts_hours_later_has_no_hours_of_silence()
    {
        FfmpegTool.RequireEncoder("libopus");
        var samples = await DecodeAsync("mkv", "-itsoffset", "20000", "-i", "in.wav", "-map", "1:a", "-c:a", "libopus");
        AssertToneAt(samples, from: 0, to: 2, length: 2);
    }

    private static async Task<float[]> DecodeAsync(string extension, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.PathOf("in.wav"), Tone);
        arguments = Array.ConvertAll(arguments, argument => argument == "in.wav" ? folder.PathOf("in.wav") : argument);
        return await Decoding.AllAsync(FfmpegTool.Encode(Tone, extension, arguments), WithFfmpeg);
    }

    private static void AssertToneAt(float[] samples, double from, double to, double length)
    {
        var seconds = samples.Length / 16_000.0;
        // An encoder's last frame may be padded.
        Assert.InRange(seconds, length - 0.1, length + 0.15);
        for (var second = 0.0; second + 0.25 <= seconds; second += 0.25)
        {
            var rms = Signals.Rms(samples[(int)(second * 16_000)..(int)((second + 0.25) * 16_000)]);
            if (second >= from + 0.1 && second + 0.25 <= to - 0.1) Assert.InRange(rms, 0.3, 0.4);
            if (second + 0.25 <= from - 0.1 && second >= from - 1) Assert.InRange(rms, 0, 0.02);
        }
    }
}
