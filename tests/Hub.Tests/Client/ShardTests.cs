using Speech.Checkpoints;
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
    public async Task Sharded_weights_come_with_every_shard_that_the_index_names(string patterns)
    {
        await using var stage = await Stage.OpenAsync();
        var (model, shards) = AddSharded(stage);

        var folder = await stage.GetAsync(files: patterns.Split(','));

        Stage.HoldsFiles(folder, model, [Index, .. shards]);
        using var checkpoint = Checkpoint.Open(folder);
        Assert.Equal(5, checkpoint.Tensors.Count);
        Assert.Equal(folder, await stage.GetAsync(options: stage.Options with { Offline = true }, files: patterns.Split(',')));
    }

    [Fact]
    public async Task Where_both_forms_are_there_the_single_file_is_taken()
    {
        await using var stage = await Stage.OpenAsync();
        var (model, _) = AddSharded(stage, ("model.safetensors", FakeModel.Noise(100, 1)));

        var folder = await stage.GetAsync(files: ["model.safetensors", Index, "model-*.safetensors"]);

        Assert.Equal(["model.safetensors"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_missing_shard_makes_the_cache_incomplete_and_is_fetched_again()
    {
        await using var stage = await Stage.OpenAsync();
        var (model, shards) = AddSharded(stage);
        await stage.GetAsync(files: "model.safetensors");
        File.Delete(stage.Blob(model[shards[1]]));

        await Assert.ThrowsAsync<HubOfflineException>(() => stage.GetAsync(options: stage.Options with { Offline = true }, files: "model.safetensors"));
        Stage.HoldsFiles(await stage.GetAsync(files: "model.safetensors"), model, shards);
    }

    [Fact]
    public async Task A_shard_that_the_model_lacks_is_told()
    {
        await using var stage = await Stage.OpenAsync();
        stage.Hub.Add("org/tiny").Commit((Index, FakeModel.Text("""{"weight_map":{"a":"model-00001-of-00001.safetensors"}}""")));

        var e = await Assert.ThrowsAsync<HubFileNotFoundException>(() => stage.GetAsync(files: "model.safetensors"));

        Assert.Equal(["model-00001-of-00001.safetensors"], e.Files);
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../../../etc/passwd"}}""")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""")]
    [InlineData("""{"weight_map":{"a":7}}""")]
    [InlineData("""{"weight_map":{}}""")]
    [InlineData("nonsense")]
    public async Task A_hostile_index_is_refused(string index)
    {
        await using var stage = await Stage.OpenAsync();
        stage.Hub.Add("org/tiny").Commit((Index, FakeModel.Text(index)));

        var e = await Assert.ThrowsAsync<HubIntegrityException>(() => stage.GetAsync(files: "model.safetensors"));

        Assert.Equal(Index, e.File);
    }

    private static (FakeModel Model, string[] Shards) AddSharded(Stage stage, params (string, byte[])[] more)
    {
        using var folder = new TempFolder();
        var tensors = Enumerable.Range(0, 5).Select(i => TensorData.FromFloats($"t{i}", TensorType.F32, [4, 4], new float[16])).ToList();
        SafetensorsWriter.WriteSharded(folder.Path, tensors, maxShardBytes: 128);
        (string Name, byte[] Content)[] files = [.. Directory.EnumerateFiles(folder.Path).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))];
        var model = stage.Hub.Add("org/tiny").Commit([.. files, .. more]);
        return (model, [.. files.Select(file => file.Name).Where(name => name != Index).Order()]);
    }
}
