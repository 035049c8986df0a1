using Speech.Chaos.Support;
using Speech.TestSupport;

namespace Speech.Chaos.Scenarios;

/// <summary>Hosts are killed at random moments and start again, while they share blobs: nothing is lost, nothing done twice, and nothing
/// left on disk.</summary>
internal static class KilledHosts
{
    private const int Seed = 27;

    public static async Task<string> RunAsync(ChaosSize size, CancellationToken cancellationToken)
    {
        using var emulator = await StorageEmulator.StartAsync(cancellationToken);
        using var folder = new TempFolder();
        (string, string)[] settings = [.. Models.Tiny(folder), .. SharedBlobs.SettingsAt(emulator.Address), ("MAX_CONCURRENT_JOBS", "1")];
        var hosts = Enumerable.Range(0, size.Hosts).Select(_ => new HostProcess(settings)).ToList();
        try
        {
            foreach (var host in hosts) (await host.ConnectAsync(cancellationToken)).Dispose();
            string[] names = [.. Enumerable.Range(0, size.Blobs).Select(number => $"{number}.wav")];
            await SharedBlobs.UploadAsync(emulator, names, cancellationToken);
            var random = new Random(Seed);
            for (var kill = 0; kill < size.Kills; kill++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2000)), cancellationToken);
                await hosts[random.Next(hosts.Count)].KillAndRestartAsync(cancellationToken);
            }
            await SharedBlobs.VerifyDoneAsync(emulator, names, cancellationToken);
            SharedBlobs.VerifyPublishedOnce(hosts);
            LawBrokenException.Unless(hosts.All(host => host.FilesLeft.Count == 0), "Files are left");
            return $"{size.Blobs} blobs, {size.Hosts} hosts, {size.Kills} kills: every blob done once, every status `done`";
        }
        finally
        {
            foreach (var host in hosts) host.Dispose();
        }
    }
}
