using Speech.Hub.Errors;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class IntegrityTests
{
    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    public async Task A_file_with_a_wrong_checksum_is_deleted_and_never_visible(string file)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.Hub.InjectFaults("/" + file, new Fault.Corrupt());

        var exception = await Assert.ThrowsAsync<HubIntegrityException>(() => fixture.GetAsync(files: file));

        Assert.Equal(file, exception.File);
        Assert.Empty(fixture.Blobs());
        Assert.False(File.Exists(fixture.Partial(model[file])));
        Assert.False(Path.Exists(fixture.InCache("snapshots", model.Main, file)));
        Assert.False(File.Exists(fixture.InCache("refs", "main")));
        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task A_cached_file_of_the_wrong_length_is_replaced(int length)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        await fixture.GetAsync();
        File.WriteAllBytes(fixture.Blob(model["model.safetensors"]), new byte[length]);

        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);
    }

    [Fact]
    public async Task A_dangling_link_counts_as_missing()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        await fixture.GetAsync();
        File.Delete(fixture.Blob(model["config.json"]));

        await Assert.ThrowsAsync<HubOfflineException>(() => fixture.GetAsync(options: fixture.Options with { Offline = true }));
        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);
    }

    [Fact]
    public async Task Excess_content_is_ignored()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.Hub.InjectFaults("/config.json", new Fault.Content("{\"seed\":1} and much more"));

        HubFixture.AssertContains(await fixture.GetAsync(), model, "config.json");
    }
}
