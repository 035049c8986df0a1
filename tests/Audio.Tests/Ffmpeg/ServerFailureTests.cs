using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Ffmpeg;

/// <summary>A failure that the server causes is never blamed on the audio.</summary>
public sealed class ServerFailureTests
{
    [Theory]
    [InlineData("kill -9 0")]
    [InlineData("kill -15 0")]
    [InlineData("kill -1 0")]
    [InlineData("exit 255")]
    [InlineData("exit 127")]
    [InlineData("echo 'pipe:0: No space left on device' >&2; exit 1")]
    [InlineData("echo 'Error opening input: Read-only file system' >&2; exit 1")]
    [InlineData("echo 'pipe:1: Too many open files' >&2; exit 1")]
    [InlineData("echo 'pthread_create failed: Resource temporarily unavailable' >&2; exit 1")]
    public async Task A_decoder_that_is_killed_or_lacks_resources_is_the_servers_failure(string end)
    {
        using var stub = new FfmpegStub("cat > /dev/null; " + end);
        var exception = await Assert.ThrowsAsync<AudioDecoderFailedException>(() => Decoding.AllAsync(new byte[100], stub.Options));
        Assert.StartsWith("exit code ", exception.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kill -11 0")]
    [InlineData("kill -6 0")]
    [InlineData("kill -24 0")]
    [InlineData("echo 'pipe:0: Cannot allocate memory' >&2; exit 1")]
    public async Task A_decoder_that_breaks_down_is_the_servers_failure_too(string end)
    {
        using var stub = new FfmpegStub("cat > /dev/null; " + end);
        await Assert.ThrowsAsync<AudioDecoderCrashedException>(() => Decoding.AllAsync(new byte[100], stub.Options));
    }

    [Fact]
    public async Task Only_a_complaint_about_the_data_is_the_audios_failure()
    {
        using var stub = new FfmpegStub("cat > /dev/null; echo 'pipe:0: Invalid data found when processing input' >&2; exit 1");
        await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], stub.Options));
    }

    [Fact]
    public async Task A_program_that_exists_but_cannot_be_started_is_not_reported_as_missing()
    {
        using var stub = new FfmpegStub("exit 0");
        await File.WriteAllBytesAsync(stub.Path, [0, 1, 2, 3], TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<AudioDecoderFailedException>(() => Decoding.AllAsync(new byte[100], stub.Options));
    }

    [Theory]
    [InlineData("ftypM4A ", true)]
    [InlineData("somethin", false)] // Anything that is read from a pipe may have any length.
    public async Task A_file_that_is_copied_has_a_limit(string signature, bool isLimited)
    {
        using var stub = new FfmpegStub("cat > /dev/null; exit 3");
        byte[] audio = [0, 0, 0, 16, .. System.Text.Encoding.ASCII.GetBytes(signature), .. new byte[1 << 20]];
        var exception = await Assert.ThrowsAnyAsync<AudioException>(
            () => Decoding.AllAsync(audio, stub.Options with { MaxCopiedBytes = 1 << 20 }));
        Assert.Equal(isLimited, exception is AudioTooLargeException);
    }

    [Fact]
    public async Task An_m4a_is_read_from_a_file_of_ours_and_nothing_is_left_of_it()
    {
        // ffmpeg's own cache is in /tmp, wherever temporary files belong.
        using var stub = new FfmpegStub("echo \"$@\" >&2; exit 3");
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(
            () => Decoding.AllAsync([0, 0, 0, 16, .. "ftypM4A "u8, .. new byte[90]], stub.Options));
        Assert.DoesNotContain("cache:", exception.Diagnostics, StringComparison.Ordinal);
        Assert.Contains("-i file:" + Path.GetTempPath(), exception.Diagnostics, StringComparison.Ordinal);
        Assert.False(File.Exists(exception.Diagnostics!.Split("-i file:")[1].Split(' ')[0]));
    }
}
