using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Ffmpeg;

public sealed class FailureTests
{
    [Fact]
    public async Task Without_ffmpeg_the_error_says_so_and_WAV_still_decodes()
    {
        var error = await Assert.ThrowsAsync<AudioDecoderMissingException>(() => Decoding.AllAsync("ID3 and so on"u8.ToArray(), Decoding.InProcess));
        Assert.DoesNotContain(Decoding.InProcess.FfmpegPath, error.Message, StringComparison.Ordinal);
        Assert.Equal(Jfk.SampleCount, (await Decoding.AllAsync(Jfk.File(), Decoding.InProcess)).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(300_000)]
    public async Task Bytes_that_are_no_audio_are_refused(int count)
    {
        FfmpegTool.Require();
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(bytes, new AudioOptions()));
    }

    [Fact]
    public async Task A_video_without_sound_is_refused_by_name()
    {
        FfmpegTool.RequireEncoder("mpeg4");
        var mute = FfmpegTool.Encode(Jfk.File(), "mp4", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5", "-t", "1", "-map", "1:v", "-c:v", "mpeg4");
        var error = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(mute, new AudioOptions()));
        Assert.Contains("no sound", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mp3", "libmp3lame")]
    [InlineData("flac", "flac")]
    [InlineData("ogg", "libvorbis")]
    public async Task A_file_that_is_cut_off_gives_what_there_is(string extension, string encoder)
    {
        FfmpegTool.RequireEncoder(encoder);
        var whole = FfmpegTool.Encode(Jfk.File(), extension, "-c:a", encoder);
        var decoded = await Decoding.AllAsync(whole[..(whole.Length / 2)], new AudioOptions());
        Assert.InRange(decoded.Length, Jfk.SampleCount / 4, Jfk.SampleCount * 3 / 4);
    }

    [Fact]
    public async Task A_decoder_that_ends_well_without_a_sample_had_empty_audio()
    {
        using var silent = new NamedFfmpeg("cat > /dev/null");
        await Assert.ThrowsAsync<EmptyAudioException>(() => Decoding.AllAsync(new byte[100], silent.Options));
    }

    [Fact]
    public async Task A_decoder_that_dies_halfway_is_no_success()
    {
        using var dying = new NamedFfmpeg("head -c 100000 /dev/zero; kill -9 $$");
        await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[1_000_000], dying.Options));
    }

    [Fact]
    public async Task A_decoder_that_wants_no_more_input_ends_the_decoding_though_the_source_goes_on()
    {
        using var content = new NamedFfmpeg("head -c 64000 /dev/zero; exec 0<&-");
        var source = new TrickleStream(
            new MemoryStream(new byte[1_000_000]), before: (position, token) => position < 500_000 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, token));
        Assert.Equal(new float[16_000], await Decoding.AllAsync(source, content.Options));
    }

    [Fact]
    public async Task Damaged_compressed_files_give_samples_or_an_audio_exception()
    {
        FfmpegTool.RequireEncoder("libmp3lame");
        var random = new Random(5);
        foreach (var extension in (string[])["mp3", "m4a", "flac"])
        {
            var whole = FfmpegTool.Encode(Jfk.File(), extension, "-t", "2");
            for (var i = 0; i < 8; i++)
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
                // The other allowed outcome.
            }
        }
    }
}
