using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Hub.Errors;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;
using Speech.TestSupport;

namespace Speech.Hub.Tests.Client;

public sealed class ShardTests
{
    private const string Index = "model.safetensors.index.json";

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData(Index)]
    [InlineData("model.safetensors,model.safetensors.index.json,model-*.safetensors")]
    [InlineData("*.safetensors?,*.index.json?")]
    public async Task Sharded_weights_include_every_shard_of_the_index(string patterns)
    {
        await using var fixture = await HubFixture.StartAsync();
        var (model, shards) = AddSharded(fixture);

        var folder = await fixture.GetAsync(files: patterns.Split(','));

        HubFixture.AssertContains(folder, model, [Index, .. shards]);
        using var checkpoint = Checkpoint.Open(folder);
        Assert.Equal(5, checkpoint.Tensors.Count);
        Assert.Equal(folder, await fixture.GetAsync(options: fixture.Options with { Offline = true }, files: patterns.Split(',')));
    }

    [Fact]
    public async Task The_single_file_is_preferred_over_shards()
    {
        await using var fixture = await HubFixture.StartAsync();
        var (model, _) = AddSharded(fixture, ("model.safetensors", FakeModel.Noise(100, 1)));

        var folder = await fixture.GetAsync(files: ["model.safetensors", Index, "model-*.safetensors"]);

        Assert.Equal(["model.safetensors"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_missing_shard_makes_the_cache_incomplete_and_is_downloaded_again()
    {
        await using var fixture = await HubFixture.StartAsync();
        var (model, shards) = AddSharded(fixture);
        await fixture.GetAsync(files: "model.safetensors");
        File.Delete(fixture.Blob(model[shards[1]]));

        await Assert.ThrowsAsync<HubOfflineException>(() => fixture.GetAsync(options: fixture.Options with { Offline = true },
            files: "model.safetensors"));
        HubFixture.AssertContains(await fixture.GetAsync(files: "model.safetensors"), model, shards);
    }

    [Fact]
    public async Task A_shard_missing_from_the_model_is_reported()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.Hub.Add("org/tiny").Commit((Index, FakeModel.Text("""{"weight_map":{"a":"model-00001-of-00001.safetensors"}}""")));

        var exception = await Assert.ThrowsAsync<HubFileNotFoundException>(() => fixture.GetAsync(files: "model.safetensors"));

        Assert.Equal(["model-00001-of-00001.safetensors"], exception.Files);
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../../../etc/passwd"}}""")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""")]
    [InlineData("""{"weight_map":{"a":7}}""")]
    [InlineData("""{"weight_map":{}}""")]
    [InlineData("nonsense")]
    public async Task Rejects_a_hostile_index(string index)
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.Hub.Add("org/tiny").Commit((Index, FakeModel.Text(index)));

        var exception = await Assert.ThrowsAsync<HubIntegrityException>(() => fixture.GetAsync(files: "model.safetensors"));

        Assert.Equal(Index, exception.File);
    }

    private static (FakeModel Model, string[] Shards) AddSharded(HubFixture fixture, params (string, byte[])[] more)
    {
        using var folder = new TempFolder();
        var tensors = Enumerable.Range(0, 5).Select(i => TensorData.FromFloats($"t{i}", TensorType.F32, [4, 4], new float[16])).ToList();
        ShardedSafetensorsWriter.Write(folder.Path, tensors, maxShardBytes: 128);
        (string Name, byte[] Content)[] files = [.. Directory.EnumerateFiles(folder.Path)
            .Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))];
        var model = fixture.Hub.Add("org/tiny").Commit([.. files, .. more]);
        return (model, [.. files.Select(file => file.Name).Where(name => name != Index).Order()]);
    }
}
