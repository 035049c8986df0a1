using System.Diagnostics;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Eight_callers_at_once_download_each_file_once()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        var shared = stage.Client(time: TimeProvider.System);

        var folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            (i % 2 == 0 ? shared : stage.Client(time: TimeProvider.System)).GetFolderAsync("org/tiny", Stage.Files, Stage.Cancellation)));

        Stage.HoldsFiles(Assert.Single(folders.Distinct()), model, Stage.Files);
        foreach (var file in Stage.Files) Assert.Single(stage.Hub.Downloads(file));
    }

    [Fact]
    public async Task Several_processes_download_each_file_once()
    {
        await using var stage = await Stage.OpenAsync();
        // A file of each process's own tells that it has come as far as the files it shares.
        string[] own = ["z1.bin", "z2.bin"];
        var model = stage.Hub.Add("org/tiny").Commit([.. Stage.Tiny(1), .. own.Select((name, i) => (name, FakeModel.Noise(10, i)))]);
        var allHaveCome = new TaskCompletionSource();
        stage.Hub.Spoil("model.safetensors", new Fault.Hold(allHaveCome.Task));

        var here = stage.Client(time: TimeProvider.System).GetFolderAsync("org/tiny", Stage.Files, Stage.Cancellation);
        var processes = own.Select(file => Start(stage, [.. Stage.Files, file])).ToList();
        await Task.WhenAll(own.Select(file => stage.Hub.WhenSeen(_ => stage.Hub.Downloads(file).Any())));
        allHaveCome.SetResult();

        Stage.HoldsFiles(await here, model, Stage.Files);
        foreach (var process in processes)
        {
            Assert.Equal(await here, (await process.StandardOutput.ReadToEndAsync(Stage.Cancellation)).Trim());
            await process.WaitForExitAsync(Stage.Cancellation);
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }
        foreach (var file in Stage.Files) Assert.Single(stage.Hub.Downloads(file));
    }

    [Fact]
    public async Task A_file_that_another_program_is_downloading_is_waited_for()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        var config = model["config.json"];
        var locks = Directory.CreateDirectory(Path.Combine(stage.CacheFolder, ".locks", "models--org--tiny")).FullName;

        Task<string> download;
        using (new FileStream(Path.Combine(locks, config.Etag + ".lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            download = stage.GetAsync(files: "config.json");
            await Task.WhenAny(stage.Clock.WhenWaited(3), download);
            Directory.CreateDirectory(stage.InCache("blobs"));
            File.WriteAllBytes(stage.Blob(config), config.Content);
        }

        Stage.HoldsFiles(await download, model, "config.json");
        Assert.Empty(stage.Hub.Downloads("config.json"));
    }

    private static Process Start(Stage stage, string[] files)
    {
        var host = Environment.ProcessPath!;
        var assembly = typeof(ConcurrencyTests).Assembly.Location;
        string[] arguments = [Program.Fetch, stage.Hub.Endpoint.AbsoluteUri, stage.CacheFolder, "org/tiny", .. files];
        var isDotnet = Path.GetFileNameWithoutExtension(host) == "dotnet";
        return Process.Start(new ProcessStartInfo(host, isDotnet ? [assembly, .. arguments] : arguments) { RedirectStandardOutput = true })!;
    }
}
