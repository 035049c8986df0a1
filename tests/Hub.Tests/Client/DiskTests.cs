using Speech.Hub.Errors;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class DiskTests
{
    [Fact]
    public async Task A_download_resumes_after_a_full_disk_has_been_reported()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        var disk = new TestDisk { Quota = 100_000 };

        var exception = await Assert.ThrowsAsync<HubDiskFullException>(() => fixture.Client(disk: disk)
            .GetFolderAsync("org/tiny", ["model.safetensors"], HubFixture.CancellationToken));
        Assert.Null(exception.MissingBytes);
        Assert.Empty(fixture.Blobs());
        var kept = new FileInfo(fixture.Partial(model["model.safetensors"])).Length;

        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);
        Assert.Equal(kept > 0 ? $"bytes={kept}-" : null, fixture.Hub.Downloads("model.safetensors").Last().Range);
    }

    [Fact]
    public async Task Insufficient_disk_space_is_reported_before_the_download()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        var disk = new TestDisk { Free = 100_000 };

        var exception = await Assert.ThrowsAsync<HubDiskFullException>(() => fixture.Client(disk: disk)
            .GetFolderAsync("org/tiny", HubFixture.Files, HubFixture.CancellationToken));

        Assert.Equal(HubFixture.Files.Sum(file => model[file].Content.Length) - 100_000, exception.MissingBytes);
        Assert.Single(fixture.Hub.Requests);
    }

    [Fact]
    public async Task Partially_downloaded_files_need_no_further_disk_space()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.WritePartial(model["model.safetensors"], model["model.safetensors"].Content.AsSpan(0, 250_000));
        var disk = new TestDisk { Free = 60_000 };

        HubFixture.AssertContains(await fixture.Client(disk: disk)
            .GetFolderAsync("org/tiny", HubFixture.Files, HubFixture.CancellationToken), model, HubFixture.Files);
    }

    [Fact]
    public async Task Files_that_an_earlier_commit_has_need_no_further_disk_space()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel(1);
        await fixture.GetAsync();
        model.Commit(("config.json", FakeModel.Text("{}")), ("model.safetensors", model["model.safetensors"].Content));

        HubFixture.AssertContains(await fixture.Client(disk: new TestDisk { Free = 1000 })
            .GetFolderAsync("org/tiny", HubFixture.Files, HubFixture.CancellationToken), model, HubFixture.Files);
    }

    [Fact]
    public async Task The_cached_commit_is_used_if_there_is_no_space_for_a_new_one()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel(1);
        var cached = await fixture.GetAsync();
        model.Commit(HubFixture.Tiny(2));

        Assert.Equal(cached, await fixture.Client(disk: new TestDisk { Free = 1000 })
            .GetFolderAsync("org/tiny", HubFixture.Files, HubFixture.CancellationToken));
    }

    [Fact]
    public async Task Without_symbolic_links_the_snapshot_contains_the_files()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        var disk = new TestDisk { HasLinks = false };

        var folder = await fixture.Client(disk: disk).GetFolderAsync("org/tiny", HubFixture.Files, HubFixture.CancellationToken);

        HubFixture.AssertContains(folder, model, HubFixture.Files);
        Assert.All(HubFixture.Files, file => Assert.Null(new FileInfo(Path.Combine(folder, file)).LinkTarget));
        Assert.Empty(fixture.Blobs());
        Assert.Equal(folder, await fixture.GetAsync(options: fixture.Options with { Offline = true }));
        Assert.Equal(folder, await fixture.GetAsync());
        Assert.Single(fixture.Hub.Downloads("model.safetensors"));
    }

    [Fact]
    public async Task An_unwritable_cache_is_reported()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        Directory.CreateDirectory(fixture.CacheFolder);
        File.WriteAllText(fixture.InCache(), "a file where the model's folder should be");

        var exception = await Assert.ThrowsAsync<HubCacheException>(() => fixture.GetAsync());

        Assert.DoesNotContain(fixture.CacheFolder, exception.Message, StringComparison.Ordinal);
    }
}
