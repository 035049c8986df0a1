using Speech.Hub.Errors;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class DownloadTests
{
    [Fact]
    public async Task The_cache_has_the_layout_of_huggingface_hub()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();

        var folder = await fixture.GetAsync();

        Assert.Equal(fixture.InCache("snapshots", model.Main), folder);
        HubFixture.AssertContains(folder, model, HubFixture.Files);
        Assert.Equal(model.Main, File.ReadAllText(fixture.InCache("refs", "main")));
        foreach (var file in HubFixture.Files)
        {
            var link = new FileInfo(Path.Combine(folder, file)).LinkTarget;
            Assert.Equal($"../../blobs/{model[file].Etag}", link?.Replace('\\', '/'));
        }
        Assert.True(File.Exists(Path.Combine(fixture.CacheFolder, ".locks", "models--org--tiny", model["config.json"].Etag + ".lock")));
    }

    [Fact]
    public async Task Only_requested_files_are_downloaded()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();

        var folder = await fixture.GetAsync(files: "config.json");

        Assert.Equal(["config.json"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
        Assert.Empty(fixture.Hub.Downloads("README.md"));
    }

    [Fact]
    public async Task A_complete_snapshot_needs_one_request()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        var first = await fixture.GetAsync();
        fixture.Hub.ClearRequests();

        Assert.Equal(first, await fixture.GetAsync());

        Assert.Equal("/api/models/org/tiny/revision/main", Assert.Single(fixture.Hub.Requests).Path);
    }

    [Fact]
    public async Task A_complete_pinned_snapshot_needs_no_request()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        var first = await fixture.GetAsync();
        fixture.Hub.ClearRequests();

        Assert.Equal(first, await fixture.GetAsync($"org/tiny@{model.Main}"));

        Assert.Empty(fixture.Hub.Requests);
        Assert.False(Directory.Exists(fixture.InCache("refs", model.Main)));
    }

    [Fact]
    public async Task Further_files_of_a_pinned_commit_need_no_second_listing()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        await fixture.GetAsync($"org/tiny@{model.Main}", files: "config.json");
        fixture.Hub.ClearRequests();

        var folder = await fixture.GetAsync($"org/tiny@{model.Main}");

        HubFixture.AssertContains(folder, model, HubFixture.Files);
        Assert.DoesNotContain(fixture.Hub.Requests, request => request.Path.StartsWith("/api/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("v1.0")]
    [InlineData("refs/pr/7")]
    public async Task Downloads_a_named_branch(string branch)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel(1).Commit(branch, HubFixture.Tiny(2));

        var folder = await fixture.GetAsync($"org/tiny@{branch}");

        Assert.Equal(fixture.InCache("snapshots", model.Resolve(branch)!), folder);
        Assert.Equal("{\"seed\":2}", File.ReadAllText(Path.Combine(folder, "config.json")));
        Assert.Equal(model.Resolve(branch), File.ReadAllText(fixture.InCache(["refs", .. branch.Split('/')])));
        Assert.False(File.Exists(fixture.InCache("refs", "main")));
    }

    [Fact]
    public async Task A_new_commit_downloads_only_changed_files()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel(1);
        var first = await fixture.GetAsync();
        model.Commit(("config.json", FakeModel.Text("{}")), ("model.safetensors", model["model.safetensors"].Content));
        fixture.Hub.ClearRequests();

        var second = await fixture.GetAsync();

        Assert.NotEqual(first, second);
        HubFixture.AssertContains(second, model, HubFixture.Files);
        Assert.Single(fixture.Hub.Downloads("config.json"));
        Assert.Empty(fixture.Hub.Downloads("model.safetensors"));
    }

    [Fact]
    public async Task Downloads_files_in_subfolders_empty_files_and_unusual_names()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.Hub.Add("org/tiny").Commit(
            ("segmentation/model.bin", FakeModel.Noise(5000, 3)), ("plda/empty.json", []), ("plda/a b#c%d+é.json", FakeModel.Text("odd")));

        var folder = await fixture.GetAsync(files: ["segmentation/model.bin", "plda/*"]);

        HubFixture.AssertContains(folder, model, "segmentation/model.bin", "plda/empty.json", "plda/a b#c%d+é.json");
        Assert.Equal($"../../../blobs/{model["segmentation/model.bin"].Etag}",
            new FileInfo(Path.Combine(folder, "segmentation", "model.bin")).LinkTarget?.Replace('\\', '/'));
    }

    [Fact]
    public async Task Identical_files_are_downloaded_once()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.Hub.Add("org/tiny").Commit(("a.bin", FakeModel.Noise(9000, 1)), ("b.bin", FakeModel.Noise(9000, 1)));

        var folder = await fixture.Client(time: TimeProvider.System)
            .GetFolderAsync("org/tiny", ["a.bin", "b.bin"], HubFixture.CancellationToken);

        HubFixture.AssertContains(folder, model, "a.bin", "b.bin");
        Assert.Single(fixture.Hub.Requests, request => request.Host == RecordedRequest.Cdn);
    }

    [Fact]
    public async Task Sizes_and_checksums_missing_from_the_listing_are_requested_per_file()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.Hub.ListsBlobs = false;

        var folder = await fixture.GetAsync();

        HubFixture.AssertContains(folder, model, HubFixture.Files);
        Assert.Equal(HubFixture.Files.Select(file => model[file].Etag).Order(), fixture.Blobs().Order());
        Assert.Equal(2, fixture.Hub.Requests.Count(request => request is { Method: "HEAD", Host: RecordedRequest.Hub }));
        Assert.DoesNotContain(fixture.Hub.Requests, request => request is { Method: "HEAD", Host: RecordedRequest.Cdn });
    }

    [Fact]
    public async Task The_path_prefix_of_the_endpoint_is_kept()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();

        await Assert.ThrowsAsync<HubModelNotFoundException>(() =>
            fixture.GetAsync(options: fixture.Options with { Endpoint = new Uri(fixture.Hub.Endpoint, "mirror/hf/") }));

        Assert.Equal("/mirror/hf/api/models/org/tiny/revision/main", Assert.Single(fixture.Hub.Requests).Path);
    }
}
