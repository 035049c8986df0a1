using System.Diagnostics;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Concurrent_callers_download_each_file_once()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        var shared = fixture.Client(time: TimeProvider.System);

        var folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            (i % 2 == 0 ? shared : fixture.Client(time: TimeProvider.System))
                .GetFolderAsync("org/tiny", HubFixture.Files, HubFixture.CancellationToken)));

        HubFixture.AssertContains(Assert.Single(folders.Distinct()), model, HubFixture.Files);
        foreach (var file in HubFixture.Files) Assert.Single(fixture.Hub.Downloads(file));
    }

    [Fact]
    public async Task Concurrent_processes_download_each_file_once()
    {
        await using var fixture = await HubFixture.StartAsync();
        // A file of its own for each process shows when that process has reached the shared files.
        string[] own = ["z1.bin", "z2.bin"];
        var model = fixture.Hub.Add("org/tiny").Commit([.. HubFixture.Tiny(1), .. own.Select((name, i) => (name, FakeModel.Noise(10, i)))]);
        var allHaveCome = new TaskCompletionSource();
        fixture.Hub.InjectFaults("model.safetensors", new Fault.Hold(allHaveCome.Task));

        var here = fixture.Client(time: TimeProvider.System).GetFolderAsync("org/tiny", HubFixture.Files, HubFixture.CancellationToken);
        var processes = own.Select(file => Start(fixture, [.. HubFixture.Files, file])).ToList();
        await Task.WhenAll(own.Select(file => fixture.Hub.WhenRequests(_ => fixture.Hub.Downloads(file).Any())));
        allHaveCome.SetResult();

        HubFixture.AssertContains(await here, model, HubFixture.Files);
        foreach (var process in processes)
        {
            Assert.Equal(await here, (await process.StandardOutput.ReadToEndAsync(HubFixture.CancellationToken)).Trim());
            await process.WaitForExitAsync(HubFixture.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }
        foreach (var file in HubFixture.Files) Assert.Single(fixture.Hub.Downloads(file));
    }

    [Fact]
    public async Task Waits_for_a_file_that_another_process_is_downloading()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        var config = model["config.json"];
        var locks = Directory.CreateDirectory(Path.Combine(fixture.CacheFolder, ".locks", "models--org--tiny")).FullName;

        Task<string> download;
        using (new FileStream(Path.Combine(locks, config.Etag + ".lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            download = fixture.GetAsync(files: "config.json");
            await Task.WhenAny(fixture.Clock.WhenWaited(3), download);
            Directory.CreateDirectory(fixture.InCache("blobs"));
            File.WriteAllBytes(fixture.Blob(config), config.Content);
        }

        HubFixture.AssertContains(await download, model, "config.json");
        Assert.Empty(fixture.Hub.Downloads("config.json"));
    }

    private static Process Start(HubFixture fixture, string[] files)
    {
        var host = Environment.ProcessPath!;
        var assembly = typeof(ConcurrencyTests).Assembly.Location;
        string[] arguments = [Program.Fetch, fixture.Hub.Endpoint.AbsoluteUri, fixture.CacheFolder, "org/tiny", .. files];
        var isDotnet = Path.GetFileNameWithoutExtension(host) == "dotnet";
        return Process.Start(new ProcessStartInfo(host, isDotnet ? [assembly, .. arguments]
            : arguments)
        { RedirectStandardOutput = true })!;
    }
}
