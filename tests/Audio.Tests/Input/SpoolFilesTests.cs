using System.Diagnostics;
using System.Globalization;
using Speech.Audio.Errors;
using Speech.Audio.Input;
using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Input;

public sealed class SpoolFilesTests
{
    [Fact]
    public async Task An_unlinked_file_remains_usable_and_has_no_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not unlink open files");
        using var folder = new TemporaryFolder();
        await using var file = SpoolFiles.Create(folder.PathOf(""));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.SafeFileHandle));

        SpoolFiles.Unlink(file);
        await SpoolFiles.WriteAsync(file, new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);

        Assert.Empty(Directory.EnumerateFiles(folder.PathOf("")));
        Assert.Equal(3, file.Length);
    }

    [Fact]
    public void A_sweep_deletes_what_ended_processes_have_left()
    {
        using var folder = new TemporaryFolder();
        using var ended = Process.Start("true");
        ended.WaitForExit();
        using var parent = Process.GetProcessById(ParentId());
        string[] left = [$"speech-{ended.Id}-abcdefgh.xyz", $"speech-{Environment.ProcessId}-old00000.old"];
        string[] kept =
        [
            $"speech-{Environment.ProcessId}-new00000.new", $"speech-{parent.Id}-abcdefgh.xyz", "other",
            "speech-notes.wav", $"speech-{ended.Id}-01.wav",
        ];
        foreach (var name in left.Concat(kept)) File.WriteAllText(folder.PathOf(name), "audio");
        File.SetLastWriteTimeUtc(folder.PathOf(left[^1]), DateTime.UnixEpoch);

        Assert.Equal(left.Length, SpoolFiles.Sweep(folder.PathOf("")));
        Assert.Equal(kept.Order(), Directory.EnumerateFiles(folder.PathOf("")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_the_servers_failure()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<AudioSpoolException>(() => SpoolFiles.Create(folder.PathOf("missing")));
    }

    [Fact]
    public async Task A_full_disk_is_the_servers_failure()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is a full disk on Linux");
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await Assert.ThrowsAsync<AudioSpoolException>(
            async () => await SpoolFiles.WriteAsync(full, new byte[10], TestContext.Current.CancellationToken));
    }

    private static int ParentId()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        return int.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..],
            CultureInfo.InvariantCulture);
    }
}
