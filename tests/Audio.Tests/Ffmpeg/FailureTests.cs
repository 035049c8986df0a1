using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Ffmpeg;

public sealed class FailureTests
{
    [Fact]
    public async Task A_missing_ffmpeg_is_reported_and_WAV_still_decodes()
    {
        var exception = await Assert.ThrowsAsync<AudioDecoderMissingException>(() =>
            Decoding.AllAsync("ID3 and so on"u8.ToArray(), Decoding.InProcess));
        Assert.DoesNotContain(Decoding.InProcess.FfmpegPath, exception.Message, StringComparison.Ordinal);
        Assert.Equal(Jfk.SampleCount, (await Decoding.AllAsync(Jfk.File(), Decoding.InProcess)).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(300_000)]
    public async Task Rejects_bytes_that_are_not_audio(int count)
    {
        FfmpegTool.Require();
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(bytes, new AudioOptions()));
    }

    [Fact]
    public async Task Rejects_a_video_without_sound()
    {
        FfmpegTool.RequireEncoder("mpeg4");
        var mute = FfmpegTool.Encode(Jfk.File(), "mp4", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5", "-t", "1", "-map", "1:v", "-c:v",
            "mpeg4");
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(mute, new AudioOptions()));
        Assert.Contains("no sound", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mp3", "libmp3lame")]
    [InlineData("flac", "flac")]
    [InlineData("ogg", "libvorbis")]
    public async Task A_truncated_file_is_decoded_up_to_its_end(string extension, string encoder)
    {
        FfmpegTool.RequireEncoder(encoder);
        var whole = FfmpegTool.Encode(Jfk.File(), extension, "-c:a", encoder);
        var decoded = await Decoding.AllAsync(whole[..(whole.Length / 2)], new AudioOptions());
        Assert.InRange(decoded.Length, Jfk.SampleCount / 4, Jfk.SampleCount * 3 / 4);
    }

    [Fact]
    public async Task A_decoder_without_output_means_empty_audio()
    {
        using var silent = new FfmpegStub("cat > /dev/null");
        await Assert.ThrowsAsync<EmptyAudioException>(() => Decoding.AllAsync(new byte[100], silent.Options));
    }

    [Fact]
    public async Task A_killed_decoder_is_a_failure()
    {
        using var dying = new FfmpegStub(FfmpegStub.WriteHeader + "printf '%100000s' ''; kill -9 0");
        await Assert.ThrowsAsync<AudioDecoderFailedException>(() => Decoding.AllAsync(new byte[1_000_000], dying.Options));
    }

    [Fact]
    public async Task Decoding_ends_when_the_decoder_closes_its_input()
    {
        using var content = new FfmpegStub(FfmpegStub.WriteHeader + "printf '%64000s' '' | tr ' ' '\\0'; exec 0<&-");
        var source = new TrickleStream(
            new MemoryStream(new byte[1_000_000]), before: (position, token) =>
                position < 500_000 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, token));
        Assert.Equal(new float[16_000], await Decoding.AllAsync(source, content.Options));
    }

    [Fact]
    public async Task Corrupt_compressed_files_are_decoded_or_rejected()
    {
        FfmpegTool.RequireEncoder("libmp3lame");
        var random = new Random(5);
        foreach (var extension in (string[])["mp3", "m4a", "flac"])
        {
            var whole = FfmpegTool.Encode(Jfk.File(), extension, "-t", "2");
            for (var i = 0; i < 5; i++)
            {
                var damaged = whole[..random.Next(whole.Length / 2, whole.Length)];
                for (var j = 0; j < 30; j++) damaged[random.Next(random.Next(64, damaged.Length))] = (byte)random.Next(256);
                await Record(damaged);
            }
        }

        static async Task Record(byte[] damaged)
        {
            try
            {
                Assert.All(await Decoding.AllAsync(damaged, new AudioOptions()), x => Assert.True(float.IsFinite(x)));
            }
            catch (AudioException)
            {
                // Rejection is allowed too.
            }
        }
    }
}
