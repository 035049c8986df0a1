using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Ffmpeg;

/// <summary>What a client sends cannot make the server read anything else, and learns nothing of the server.</summary>
public sealed class SealingTests
{
    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:11\n#EXTINF:11,\n{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:11\n#EXTINF:11,\nfile://{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile {0}\n")]
    [InlineData("ffconcat version 1.0\nfile file:{0}\n")]
    public async Task A_playlist_does_not_open_a_file(string playlist)
    {
        FfmpegTool.RequireEncoder("libmp3lame");
        using var folder = new TemporaryFolder();
        var secret = folder.PathOf("secret.mp3");
        await File.WriteAllBytesAsync(secret, FfmpegTool.Encode(Jfk.File(), "mp3"), TestContext.Current.CancellationToken);
        var list = folder.PathOf("list");
        await File.WriteAllTextAsync(list, string.Format(null, playlist, secret), TestContext.Current.CancellationToken);

        // The bait works: ffmpeg without its seal follows it.
        string[] unsafely = playlist.StartsWith("ff", StringComparison.Ordinal) ? ["-safe", "0", "-f", "concat"] : [];
        var bait = FfmpegTool.Run(["-v", "error", .. unsafely, "-protocol_whitelist", "file,crypto,data", "-i", list, "-f", "null", "-"]);
        Assert.Equal(0, bait.ExitCode);

        var body = await File.ReadAllBytesAsync(list, TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(body, new AudioOptions()));
        Assert.Contains("not on whitelist", error.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_playlist_dressed_up_as_seekable_media_does_not_open_a_file()
    {
        FfmpegTool.Require();
        // The first twelve bytes choose the cached input; a player that probes on would still find the list.
        var body = "\0\0\0\u000cfree\0\0\0\0#EXTM3U\n#EXT-X-TARGETDURATION:11\n#EXTINF:11,\n/etc/hostname\n"u8.ToArray();
        await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(body, new AudioOptions()));
    }

    [Fact]
    public async Task The_decoder_gets_no_secrets_by_its_environment()
    {
        using var spy = new NamedFfmpeg("cat > /dev/null; env >&2; exit 3");
        Environment.SetEnvironmentVariable("AUDIO_TESTS_SECRET", "hunter2");
        var error = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], spy.Options));
        Assert.Contains("PATH=", error.Diagnostics, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_decoder_says_is_cut_short_and_not_told_to_the_client()
    {
        using var talker = new NamedFfmpeg("cat > /dev/null; i=0; while [ $i -lt 20000 ]; do echo '/srv/secret/path'; i=$((i+1)); done >&2; echo 'the last word' >&2; exit 1");
        var error = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], talker.Options));
        Assert.DoesNotContain("/srv", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("the last word\n", error.Diagnostics, StringComparison.Ordinal);
        Assert.InRange(error.Diagnostics!.Length, 1, 2_000);
    }
}
