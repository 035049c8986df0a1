using Speech.Audio.Errors;
using Speech.Functions.Requests;
using Speech.Transcription.Failures;

namespace Speech.Functions.Tests.Requests;

public sealed class AudioSpoolTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(300_000, false)]
    public async Task Audio_is_read_back_from_memory_or_from_a_file(int length, bool inMemory)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        await using var spool = new AudioSpool(memoryLimit: 1000);
        for (var at = 0; at < length; at += 700) await spool.WriteAsync(bytes.AsMemory(at, Math.Min(700, length - at)), Stop);

        using var read = new MemoryStream();
        await spool.Rewind().CopyToAsync(read, Stop);

        Assert.Equal(bytes, read.ToArray());
        Assert.Equal(length, spool.Length);
        Assert.Equal(inMemory, spool.IsInMemory);
    }

    [Fact]
    public async Task The_file_is_private_to_the_user_and_has_no_name_that_a_kill_could_leave_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not unlink open files");
        await using var spool = new AudioSpool(memoryLimit: 0);
        await spool.WriteAsync(new byte[10], Stop);
        var file = Assert.IsType<FileStream>(spool.Rewind());

        Assert.False(File.Exists(file.Name));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.SafeFileHandle));
        Assert.Equal(10, file.Length);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_the_servers_failure_for_now()
    {
        await using var spool = new AudioSpool(memoryLimit: 0, Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));

        var failure = await Assert.ThrowsAsync<AudioSpoolException>(async () => await spool.WriteAsync(new byte[10], Stop));

        Assert.True(FailureClassifier.IsTransient(failure));
    }

    [Fact]
    public async Task Files_of_all_requests_share_a_budget()
    {
        var budget = new SpoolBudget(1000);
        await using var spool = new AudioSpool(memoryLimit: 100, budget: budget);
        await spool.WriteAsync(new byte[100], Stop);
        Assert.Equal(0, budget.Used);
        await spool.WriteAsync(new byte[800], Stop);
        await using (var other = new AudioSpool(memoryLimit: 0, budget: budget))
        {
            await Assert.ThrowsAsync<AudioSpoolException>(async () => await other.WriteAsync(new byte[101], Stop));
            await other.WriteAsync(new byte[100], Stop);
            Assert.Equal(1000, budget.Used);
        }
        await spool.WriteAsync(new byte[100], Stop);
        await spool.DisposeAsync();
        Assert.Equal(0, budget.Used);
    }
}
