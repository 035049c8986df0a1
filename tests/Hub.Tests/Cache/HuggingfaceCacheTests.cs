using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Cache;

/// <summary>Caches as huggingface_hub leaves them, built here file by file.</summary>
public sealed class HuggingfaceCacheTests
{
    [Fact]
    public async Task Its_cache_is_used_as_it_is()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        Build(stage, model, Stage.Files);

        var folder = await stage.GetAsync();

        Assert.Equal(stage.InCache("snapshots", model.Main), folder);
        Assert.Single(stage.Hub.Seen);
    }

    [Fact]
    public async Task Its_cache_is_used_offline_without_any_list_of_files()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        Build(stage, model, Stage.Files);

        var folder = await stage.GetAsync(options: stage.Options with { Offline = true }, files: [.. Stage.Files, "generation_config.json?", "*.txt"]);

        Stage.HoldsFiles(folder, model, Stage.Files);
    }

    [Fact]
    public async Task A_commit_alone_is_enough_offline()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        Build(stage, model, Stage.Files);
        File.Delete(stage.InCache("refs", "main"));
        var offline = stage.Options with { Offline = true };

        Stage.HoldsFiles(await stage.GetAsync($"org/tiny@{model.Main}", offline), model, Stage.Files);
        await Assert.ThrowsAsync<HubOfflineException>(() => stage.GetAsync("org/tiny", offline));
    }

    [Fact]
    public async Task Blobs_of_its_cache_are_linked_and_not_downloaded_again()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        Build(stage, model, Stage.Files);
        Directory.Delete(stage.InCache("snapshots"), recursive: true);

        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);

        Assert.Empty(stage.Hub.Downloads("model.safetensors"));
    }

    [Fact]
    public async Task Its_list_of_a_commits_files_is_read()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        Build(stage, model, Stage.Files);
        var entries = Stage.Files.Select(name => model[name]).Select(file =>
            $$"""  "{{file.Name}}": {"size": {{file.Content.Length}}, "blob_id": "{{new string('a', 40)}}", "lfs_sha256": "{{file.Etag}}", "lfs_size": {{file.Content.Length}}, "xet_hash": "00"}""");
        WriteList(stage, model, $$"""{ "format_version": 1, "files": { {{string.Join(",\n", entries)}} } }""");

        await stage.GetAsync($"org/tiny@{model.Main}");

        Assert.Empty(stage.Hub.Seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "format_version": 2, "files": {} }""")]
    [InlineData("""{ "format_version": 1, "files": [] }""")]
    [InlineData("""{ "format_version": 1, "files": { "config.json": {} } }""")]
    [InlineData("""{ "format_version": 1, "files": { "config.json": { "size": "1", "blob_id": 2 } } }""")]
    public async Task A_list_that_cannot_be_understood_is_as_good_as_none(string list)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        Build(stage, model, Stage.Files);
        WriteList(stage, model, list);

        Stage.HoldsFiles(await stage.GetAsync($"org/tiny@{model.Main}"), model, Stage.Files);

        Assert.Single(stage.Hub.Seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../evil")]
    [InlineData("main")]
    public async Task A_reference_that_is_no_commit_is_as_good_as_none(string reference)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        Build(stage, model, Stage.Files);
        File.WriteAllText(stage.InCache("refs", "main"), reference);

        await Assert.ThrowsAsync<HubOfflineException>(() => stage.GetAsync(options: stage.Options with { Offline = true }));
        await stage.GetAsync();

        Assert.Equal(model.Main, File.ReadAllText(stage.InCache("refs", "main")));
    }

    private static void Build(Stage stage, FakeModel model, IEnumerable<string> files)
    {
        var snapshot = Directory.CreateDirectory(stage.InCache("snapshots", model.Main)).FullName;
        Directory.CreateDirectory(stage.InCache("blobs"));
        Directory.CreateDirectory(stage.InCache("refs"));
        File.WriteAllText(stage.InCache("refs", "main"), model.Main);
        foreach (var file in files.Select(name => model[name]))
        {
            File.WriteAllBytes(stage.Blob(file), file.Content);
            File.CreateSymbolicLink(Path.Combine(snapshot, file.Name), $"../../blobs/{file.Etag}");
        }
    }

    private static void WriteList(Stage stage, FakeModel model, string text)
    {
        Directory.CreateDirectory(stage.InCache("trees"));
        File.WriteAllText(stage.InCache("trees", model.Main + ".json"), text);
    }
}
