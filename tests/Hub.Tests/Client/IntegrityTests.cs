using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class IntegrityTests
{
    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    public async Task A_file_with_a_wrong_checksum_never_becomes_visible_and_is_removed(string file)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.Hub.Spoil("/" + file, new Fault.Corrupt());

        var e = await Assert.ThrowsAsync<HubIntegrityException>(() => stage.GetAsync(files: file));

        Assert.Equal(file, e.File);
        Assert.Empty(stage.Blobs());
        Assert.False(File.Exists(stage.Partial(model[file])));
        Assert.False(Path.Exists(stage.InCache("snapshots", model.Main, file)));
        Assert.False(File.Exists(stage.InCache("refs", "main")));
        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task A_cached_file_of_another_length_is_replaced(int length)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        await stage.GetAsync();
        File.WriteAllBytes(stage.Blob(model["model.safetensors"]), new byte[length]);

        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);
    }

    [Fact]
    public async Task A_link_whose_blob_is_gone_is_no_file()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        await stage.GetAsync();
        File.Delete(stage.Blob(model["config.json"]));

        await Assert.ThrowsAsync<HubOfflineException>(() => stage.GetAsync(options: stage.Options with { Offline = true }));
        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);
    }

    [Fact]
    public async Task A_server_that_sends_more_than_announced_is_cut_off()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.Hub.Spoil("/config.json", new Fault.Content("{\"seed\":1} and much more"));

        Stage.HoldsFiles(await stage.GetAsync(), model, "config.json");
    }
}
