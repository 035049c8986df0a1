using System.Text;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class CheckpointTests
{
    private const string Index = "model.safetensors.index.json";

    [Theory]
    [InlineData("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "is a git-LFS pointer")]
    [InlineData("pytorch_model.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "is a git-LFS pointer")]
    [InlineData("model.safetensors", "", "is empty")]
    [InlineData("adapter_config.json", "{}", "has an adapter (LoRA)")]
    public void A_file_that_has_no_weights_is_named_for_what_it_is(string name, string content, string expected)
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, name), content);

        var exception = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Path));

        Assert.Equal(name, exception.File);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_file_opens_as_its_folder_does()
    {
        var folder = Reference.PathOf("whisper", "tiny-random-v3-assistant");
        using var whole = Checkpoint.Open(folder);
        using var single = Checkpoint.Open(Path.Combine(folder, "model.safetensors"));
        Assert.Equal(whole.Tensors.Select(Describe), single.Tensors.Select(Describe));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(long.MaxValue)]
    public void Shards_have_the_content_of_the_single_file(long maxShardBytes)
    {
        using var whole = Checkpoint.Open(Reference.PathOf("whisper", "tiny-random-v3-assistant"));
        using var folder = new TempFolder();
        ShardedSafetensorsWriter.Write(folder.Path, [.. whole.Tensors.Select(whole.DataOf)], maxShardBytes);

        using var sharded = Checkpoint.Open(folder.Path);

        var shards = sharded.Tensors.GroupBy(tensor => tensor.File).ToList();
        Assert.Equal(Directory.EnumerateFiles(folder.Path, "*.safetensors").Order(), shards.Select(shard => shard.Key).Order());
        Assert.All(shards, shard => Assert.True(shard.Count() == 1 || shard.Sum(tensor => tensor.Length) <= maxShardBytes));
        Assert.Equal(maxShardBytes == long.MaxValue, shards.Count == 1);
        Assert.Equal(whole.Tensors.Select(Describe), sharded.Tensors.Select(Describe));
        foreach (var tensor in whole.Tensors)
        {
            Assert.Equal(whole.ReadBytes(tensor.Name, 0, (int)tensor.Length), sharded.ReadBytes(tensor.Name, 0, (int)tensor.Length));
            var entry = sharded[tensor.Name];
            using var file = File.OpenRead(entry.File);
            file.Position = entry.Offset;
            var there = new byte[entry.Length];
            file.ReadExactly(there);
            Assert.True(whole.ReadBytes(tensor.Name, 0, there.Length).SequenceEqual(there));
        }
    }

    [Fact]
    public void Reads_a_tensor_in_parts()
    {
        using var folder = new TempFolder();
        var values = Enumerable.Range(0, 1001).Select(i => i * 0.25f).ToArray();
        SafetensorsWriter.Write(folder.Sub("model.safetensors"), [TensorData.FromFloats("x", TensorType.BF16, [7, 143], values)]);
        using var checkpoint = Checkpoint.Open(folder.Path);
        var whole = checkpoint.ReadFloats("x");

        var joined = new float[whole.Length];
        for (var start = 0; start < joined.Length; start += 97)
            checkpoint.CopyFloats("x", start, joined.AsSpan(start, Math.Min(97, joined.Length - start)));

        Assert.Equal(whole, joined);
        Assert.Throws<ArgumentOutOfRangeException>(() => checkpoint.CopyFloats("x", 1000, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => checkpoint.CopyFloats("x", -1, new float[2]));
    }

    [Fact]
    public void Reads_the_end_of_a_tensor_of_more_than_4_GB()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the file is sparse on other systems only");
        using var folder = new TempFolder();
        const long count = 2_200_000_000;
        var header = Encoding.UTF8.GetBytes($$"""{"x":{"dtype":"F16","shape":[{{count}}],"data_offsets":[0,{{2 * count}}] } }""");
        using (var file = File.Create(folder.Sub("model.safetensors")))
        {
            file.Write([.. BitConverter.GetBytes((long)header.Length), .. header]);
            file.SetLength(8 + header.Length + 2 * count);
            file.Position = file.Length - 4;
            file.Write([0x00, 0x3C, 0x00, 0xC0]);
        }

        using var checkpoint = Checkpoint.Open(folder.Path);

        var last = new float[3];
        checkpoint.CopyFloats("x", count - 3, last);
        Assert.Equal([0, 1, -2], last);
        Assert.Throws<CheckpointException>(() => checkpoint.ReadFloats("x"));
    }

    [Fact]
    public void A_missing_tensor_or_wrong_type_is_reported_by_name()
    {
        using var folder = new TempFolder();
        SafetensorsWriter.Write(folder.Sub("model.safetensors"), [new("ids", TensorType.I64, [1], new byte[8])]);
        using var checkpoint = Checkpoint.Open(folder.Path);

        Assert.False(checkpoint.TryGet("weights", out _));
        Assert.Equal("weights", Assert.Throws<CheckpointException>(() => checkpoint["weights"]).Tensor);
        Assert.Equal("ids", Assert.Throws<CheckpointException>(() => checkpoint.ReadFloats("ids")).Tensor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"weight_map":[]}""")]
    [InlineData("""{"weight_map":{}}""")]
    [InlineData("""{"weight_map":{"a":null}}""")]
    [InlineData("""{"weight_map":{"a":7}}""")]
    [InlineData("""{"weight_map":{"a":"s.safetensors","a":"t.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"../model/s.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""")]
    [InlineData("""{"weight_map":{"a":"..\\s.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"missing.safetensors"}}""")]
    [InlineData("""{"weight_map":{"a":"s.safetensors","b":"s.safetensors"}}""")]
    public void Rejects_a_hostile_index_or_a_missing_shard(string index)
    {
        using var folder = new TempFolder();
        folder.Write("model/" + Index, Encoding.UTF8.GetBytes(index));
        SafetensorsWriter.Write(folder.Sub("model", "s.safetensors"), [new("a", TensorType.U8, [1], new byte[1])]);

        var exception = Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Sub("model")));

        Assert.DoesNotContain(folder.Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_weights_is_reported()
    {
        using var folder = new TempFolder();

        Assert.Contains(Index, Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => Checkpoint.Open(folder.Sub("none")));
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(folder.Sub("none", "x.safetensors")));
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(folder.Path));
    }

    [Fact]
    public void Reads_weights_through_the_links_of_the_Hub_cache()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.Sub("snapshots", "c"));
        SafetensorsWriter.Write(folder.Sub("blob"), [new("a", TensorType.U8, [3], new byte[] { 1, 2, 3 })]);
        File.CreateSymbolicLink(folder.Sub("snapshots", "c", "model.safetensors"), "../../blob");

        using var checkpoint = Checkpoint.Open(folder.Sub("snapshots", "c"));

        Assert.Equal([1, 2, 3], checkpoint.ReadBytes("a", 0, 3));
    }

    [Fact]
    public void The_writer_rejects_invalid_tensors()
    {
        using var folder = new TempFolder();

        Assert.Throws<ArgumentException>(() => new TensorData("a", TensorType.F32, [2], new byte[7]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder.Sub("x"),
            [new("a", TensorType.U8, [0], Array.Empty<byte>()), new("a", TensorType.U8, [0], Array.Empty<byte>())]));
        Assert.Throws<ArgumentException>(() => TensorData.FromFloats("a", TensorType.I64, [1], [1f]));
    }

    private static string Describe(TensorEntry tensor) => $"{tensor.Name} {tensor.Type} [{string.Join(',', tensor.Shape)}] {tensor.Length}";
}
