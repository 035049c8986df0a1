using Speech.Hub.Errors;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Cache;

/// <summary>Caches with the layout of huggingface_hub, created file by file.</summary>
public sealed class HuggingfaceCacheTests
{
    [Fact]
    public async Task Uses_an_existing_cache()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        Build(fixture, model, HubFixture.Files);

        var folder = await fixture.GetAsync();

        Assert.Equal(fixture.InCache("snapshots", model.Main), folder);
        Assert.Single(fixture.Hub.Requests);
    }

    [Fact]
    public async Task Uses_an_existing_cache_offline_without_a_file_listing()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        Build(fixture, model, HubFixture.Files);

        var folder = await fixture.GetAsync(options: fixture.Options with { Offline = true },
            files: [.. HubFixture.Files, "generation_config.json?", "*.txt"]);

        HubFixture.AssertContains(folder, model, HubFixture.Files);
    }

    [Fact]
    public async Task A_pinned_commit_needs_no_ref_offline()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        Build(fixture, model, HubFixture.Files);
        File.Delete(fixture.InCache("refs", "main"));
        var offline = fixture.Options with { Offline = true };

        HubFixture.AssertContains(await fixture.GetAsync($"org/tiny@{model.Main}", offline), model, HubFixture.Files);
        await Assert.ThrowsAsync<HubOfflineException>(() => fixture.GetAsync("org/tiny", offline));
    }

    [Fact]
    public async Task Existing_blobs_are_linked_and_not_downloaded_again()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        Build(fixture, model, HubFixture.Files);
        Directory.Delete(fixture.InCache("snapshots"), recursive: true);

        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);

        Assert.Empty(fixture.Hub.Downloads("model.safetensors"));
    }

    [Fact]
    public async Task Reads_the_file_listing_of_a_commit()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        Build(fixture, model, HubFixture.Files);
        var blobId = new string('a', 40);
        var entries = HubFixture.Files.Select(name => model[name]).Select(file =>
            $$"""  "{{file.Name}}": {"size": {{file.Content.Length}}, "blob_id": "{{blobId}}", "lfs_sha256": "{{file.Etag}}", "lfs_size": {{file.Content.Length}}, "xet_hash": ""}""");
        WriteList(fixture, model, $$"""{ "format_version": 1, "files": { {{string.Join(",\n", entries)}} } }""");

        await fixture.GetAsync($"org/tiny@{model.Main}");

        Assert.Empty(fixture.Hub.Requests);
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
    public async Task A_malformed_file_listing_is_ignored(string list)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        Build(fixture, model, HubFixture.Files);
        WriteList(fixture, model, list);

        HubFixture.AssertContains(await fixture.GetAsync($"org/tiny@{model.Main}"), model, HubFixture.Files);

        Assert.Single(fixture.Hub.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../evil")]
    [InlineData("main")]
    public async Task A_ref_that_is_not_a_commit_is_ignored(string reference)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        Build(fixture, model, HubFixture.Files);
        File.WriteAllText(fixture.InCache("refs", "main"), reference);

        await Assert.ThrowsAsync<HubOfflineException>(() => fixture.GetAsync(options: fixture.Options with { Offline = true }));
        await fixture.GetAsync();

        Assert.Equal(model.Main, File.ReadAllText(fixture.InCache("refs", "main")));
    }

    private static void Build(HubFixture fixture, FakeModel model, IEnumerable<string> files)
    {
        var snapshot = Directory.CreateDirectory(fixture.InCache("snapshots", model.Main)).FullName;
        Directory.CreateDirectory(fixture.InCache("blobs"));
        Directory.CreateDirectory(fixture.InCache("refs"));
        File.WriteAllText(fixture.InCache("refs", "main"), model.Main);
        foreach (var file in files.Select(name => model[name]))
        {
            File.WriteAllBytes(fixture.Blob(file), file.Content);
            File.CreateSymbolicLink(Path.Combine(snapshot, file.Name), $"../../blobs/{file.Etag}");
        }
    }

    private static void WriteList(HubFixture fixture, FakeModel model, string text)
    {
        Directory.CreateDirectory(fixture.InCache("trees"));
        File.WriteAllText(fixture.InCache("trees", model.Main + ".json"), text);
    }
}
