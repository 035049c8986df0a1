using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class DownloadTests
{
    [Fact]
    public async Task A_model_lands_in_the_cache_in_huggingface_hubs_layout()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();

        var folder = await stage.GetAsync();

        Assert.Equal(stage.InCache("snapshots", model.Main), folder);
        Stage.HoldsFiles(folder, model, Stage.Files);
        Assert.Equal(model.Main, File.ReadAllText(stage.InCache("refs", "main")));
        foreach (var file in Stage.Files)
        {
            var link = new FileInfo(Path.Combine(folder, file)).LinkTarget;
            Assert.Equal($"../../blobs/{model[file].Etag}", link?.Replace('\\', '/'));
        }
        Assert.True(File.Exists(Path.Combine(stage.CacheFolder, ".locks", "models--org--tiny", model["config.json"].Etag + ".lock")));
    }

    [Fact]
    public async Task Only_the_files_asked_for_are_downloaded()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();

        var folder = await stage.GetAsync(files: "config.json");

        Assert.Equal(["config.json"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
        Assert.Empty(stage.Hub.Downloads("README.md"));
    }

    [Fact]
    public async Task A_complete_snapshot_costs_one_request()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        var first = await stage.GetAsync();
        stage.Hub.ForgetRequests();

        Assert.Equal(first, await stage.GetAsync());

        Assert.Equal("/api/models/org/tiny/revision/main", Assert.Single(stage.Hub.Seen).Path);
    }

    [Fact]
    public async Task A_complete_snapshot_pinned_by_its_commit_costs_no_request()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        var first = await stage.GetAsync();
        stage.Hub.ForgetRequests();

        Assert.Equal(first, await stage.GetAsync($"org/tiny@{model.Main}"));

        Assert.Empty(stage.Hub.Seen);
        Assert.False(Directory.Exists(stage.InCache("refs", model.Main)));
    }

    [Fact]
    public async Task More_files_of_a_pinned_commit_need_no_second_list()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        await stage.GetAsync($"org/tiny@{model.Main}", files: "config.json");
        stage.Hub.ForgetRequests();

        var folder = await stage.GetAsync($"org/tiny@{model.Main}");

        Stage.HoldsFiles(folder, model, Stage.Files);
        Assert.DoesNotContain(stage.Hub.Seen, seen => seen.Path.StartsWith("/api/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("v1.0")]
    [InlineData("refs/pr/7")]
    public async Task A_branch_is_told_by_its_name(string branch)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny(1).Commit(branch, Stage.Tiny(2));

        var folder = await stage.GetAsync($"org/tiny@{branch}");

        Assert.Equal(stage.InCache("snapshots", model.Resolve(branch)!), folder);
        Assert.Equal("{\"seed\":2}", File.ReadAllText(Path.Combine(folder, "config.json")));
        Assert.Equal(model.Resolve(branch), File.ReadAllText(stage.InCache(["refs", .. branch.Split('/')])));
        Assert.False(File.Exists(stage.InCache("refs", "main")));
    }

    [Fact]
    public async Task A_new_commit_downloads_only_what_changed()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny(1);
        var first = await stage.GetAsync();
        model.Commit(("config.json", FakeModel.Text("{}")), ("model.safetensors", model["model.safetensors"].Content));
        stage.Hub.ForgetRequests();

        var second = await stage.GetAsync();

        Assert.NotEqual(first, second);
        Stage.HoldsFiles(second, model, Stage.Files);
        Assert.Single(stage.Hub.Downloads("config.json"));
        Assert.Empty(stage.Hub.Downloads("model.safetensors"));
    }

    [Fact]
    public async Task Files_in_folders_empty_files_and_odd_names_arrive()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.Hub.Add("org/tiny").Commit(
            ("segmentation/model.bin", FakeModel.Noise(5000, 3)), ("plda/empty.json", []), ("plda/a b#c%d+é.json", FakeModel.Text("odd")));

        var folder = await stage.GetAsync(files: ["segmentation/model.bin", "plda/*"]);

        Stage.HoldsFiles(folder, model, "segmentation/model.bin", "plda/empty.json", "plda/a b#c%d+é.json");
        Assert.Equal($"../../../blobs/{model["segmentation/model.bin"].Etag}", new FileInfo(Path.Combine(folder, "segmentation", "model.bin")).LinkTarget?.Replace('\\', '/'));
    }

    [Fact]
    public async Task Two_names_for_one_content_share_one_download()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.Hub.Add("org/tiny").Commit(("a.bin", FakeModel.Noise(9000, 1)), ("b.bin", FakeModel.Noise(9000, 1)));

        var folder = await stage.Client(time: TimeProvider.System).GetFolderAsync("org/tiny", ["a.bin", "b.bin"], Stage.Cancellation);

        Stage.HoldsFiles(folder, model, "a.bin", "b.bin");
        Assert.Single(stage.Hub.Seen, seen => seen.Host == SeenRequest.Cdn);
    }

    [Fact]
    public async Task A_mirror_that_lists_neither_sizes_nor_checksums_is_asked_file_by_file()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.Hub.ListsBlobs = false;

        var folder = await stage.GetAsync();

        Stage.HoldsFiles(folder, model, Stage.Files);
        Assert.Equal(Stage.Files.Select(file => model[file].Etag).Order(), stage.Blobs().Order());
        Assert.Equal(2, stage.Hub.Seen.Count(seen => seen is { Method: "HEAD", Host: SeenRequest.Hub }));
        Assert.DoesNotContain(stage.Hub.Seen, seen => seen is { Method: "HEAD", Host: SeenRequest.Cdn });
    }

    [Fact]
    public async Task An_endpoint_below_a_path_is_kept()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();

        await Assert.ThrowsAsync<HubModelNotFoundException>(() => stage.GetAsync(options: stage.Options with { Endpoint = new Uri(stage.Hub.Endpoint, "mirror/hf/") }));

        Assert.Equal("/mirror/hf/api/models/org/tiny/revision/main", Assert.Single(stage.Hub.Seen).Path);
    }
}
