using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class DiskTests
{
    [Fact]
    public async Task A_disk_that_runs_full_is_told_and_what_came_is_resumed_once_there_is_room()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        var disk = new TestDisk { Quota = 100_000 };

        var e = await Assert.ThrowsAsync<HubDiskFullException>(() => stage.Client(disk: disk).GetFolderAsync("org/tiny", ["model.safetensors"], Stage.Cancellation));
        Assert.Null(e.MissingBytes);
        Assert.Empty(stage.Blobs());
        var kept = new FileInfo(stage.Partial(model["model.safetensors"])).Length;

        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);
        Assert.Equal(kept > 0 ? $"bytes={kept}-" : null, stage.Hub.Downloads("model.safetensors").Last().Range);
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_told_before_anything_is_downloaded()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        var disk = new TestDisk { Free = 100_000 };

        var e = await Assert.ThrowsAsync<HubDiskFullException>(() => stage.Client(disk: disk).GetFolderAsync("org/tiny", Stage.Files, Stage.Cancellation));

        Assert.Equal(Stage.Files.Sum(file => model[file].Content.Length) - 100_000, e.MissingBytes);
        Assert.Single(stage.Hub.Seen);
    }

    [Fact]
    public async Task What_is_there_already_needs_no_room()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.WritePartial(model["model.safetensors"], model["model.safetensors"].Content.AsSpan(0, 250_000));
        var disk = new TestDisk { Free = 60_000 };

        Stage.HoldsFiles(await stage.Client(disk: disk).GetFolderAsync("org/tiny", Stage.Files, Stage.Cancellation), model, Stage.Files);
    }

    [Fact]
    public async Task Where_links_are_impossible_the_files_themselves_lie_in_the_snapshot()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        var disk = new TestDisk { HasLinks = false };

        var folder = await stage.Client(disk: disk).GetFolderAsync("org/tiny", Stage.Files, Stage.Cancellation);

        Stage.HoldsFiles(folder, model, Stage.Files);
        Assert.All(Stage.Files, file => Assert.Null(new FileInfo(Path.Combine(folder, file)).LinkTarget));
        Assert.Empty(stage.Blobs());
        Assert.Equal(folder, await stage.GetAsync(options: stage.Options with { Offline = true }));
        Assert.Equal(folder, await stage.GetAsync());
        Assert.Single(stage.Hub.Downloads("model.safetensors"));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_told()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        Directory.CreateDirectory(stage.CacheFolder);
        File.WriteAllText(stage.InCache(), "a file where the model's folder should be");

        var e = await Assert.ThrowsAsync<HubCacheException>(() => stage.GetAsync());

        Assert.DoesNotContain(stage.CacheFolder, e.Message, StringComparison.Ordinal);
    }
}
