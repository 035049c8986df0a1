using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Ffmpeg;

/// <summary>Audio files cannot access other files, and errors reveal nothing about the server.</summary>
public sealed class IsolationTests
{
    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:11\n#EXTINF:11,\n{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:11\n#EXTINF:11,\nfile://{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile {0}\n")]
    [InlineData("ffconcat version 1.0\nfile file:{0}\n")]
    public async Task A_playlist_cannot_open_a_file(string playlist)
    {
        FfmpegTool.RequireEncoder("libmp3lame");
        using var folder = new TemporaryFolder();
        var secret = folder.PathOf("secret.mp3");
        await File.WriteAllBytesAsync(secret, FfmpegTool.Encode(Jfk.File(), "mp3"), TestContext.Current.CancellationToken);
        var list = folder.PathOf("list");
        await File.WriteAllTextAsync(list, string.Format(null, playlist, secret), TestContext.Current.CancellationToken);

        // Without the restrictions, ffmpeg opens the file.
        string[] unsafely = playlist.StartsWith("ff", StringComparison.Ordinal) ? ["-safe", "0", "-f", "concat"] : [];
        var bait = FfmpegTool.Run(["-v", "error", .. unsafely, "-protocol_whitelist", "file,crypto,data", "-i", list, "-f", "null", "-"]);
        Assert.Equal(0, bait.ExitCode);

        var body = await File.ReadAllBytesAsync(list, TestContext.Current.CancellationToken);
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(body, new AudioOptions()));
        Assert.Contains("not on whitelist", exception.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_of_the_decoder_has_no_secrets()
    {
        using var spy = new FfmpegStub("cat > /dev/null; env >&2; exit 3");
        Environment.SetEnvironmentVariable("AUDIO_TESTS_SECRET", "hunter2");
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], spy.Options));
        Assert.Contains("PATH=", exception.Diagnostics, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_output_is_truncated_and_not_shown_to_clients()
    {
        using var talker = new FfmpegStub(
            "cat > /dev/null; i=0; while [ $i -lt 20000 ]; do echo '/srv/secret/path'; i=$((i+1)); done >&2; "
            + "echo 'the last word' >&2; exit 1");
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], talker.Options));
        Assert.DoesNotContain("/srv", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("the last word\n", exception.Diagnostics, StringComparison.Ordinal);
        Assert.InRange(exception.Diagnostics!.Length, 1, 2_000);
    }
}
