using Speech.Hub.Naming;

namespace Speech.Hub.Tests.Naming;

public sealed class FilePatternsTests
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";
    private static readonly string[] ShardNames = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];

    [Theory]
    [InlineData("config.json", "config.json", "")]
    [InlineData("vocab.json", "", "vocab.json")]
    [InlineData("vocab.json?", "", "")]
    [InlineData("config.json?", "config.json", "")]
    [InlineData("*.json", "config.json,sub/config.json", "")]
    [InlineData("sub/*", "sub/config.json,sub/model.bin", "")]
    [InlineData("*.txt", "", "")]
    [InlineData("Config.json", "", "Config.json")]
    [InlineData("config.jso", "", "config.jso")]
    public void Plain_names_are_required_and_patterns_are_optional(string pattern, string selected, string missing)
    {
        var selection = FilePatterns.Parse([pattern]).Select(["config.json", "sub/config.json", "sub/model.bin", "README.md"]);

        Assert.Equal(selected, string.Join(',', selection.Files));
        Assert.Equal(missing, string.Join(',', selection.Missing));
    }

    [Fact]
    public void Selects_existing_files_without_duplicates()
    {
        string[] existing = [Single, Index, .. ShardNames, "config.json", "pytorch_model.bin"];
        string[] patterns = ["*", "*.json", "config.json?", Single, Index, "model-*.safetensors", "*.bin", "absent?"];
        for (var subset = 0; subset < 1 << 8; subset++)
        {
            var selection = FilePatterns.Parse(patterns.Where((_, i) => (subset >> i & 1) == 1)).Select(existing);

            Assert.Empty(selection.Missing);
            Assert.Empty(selection.Files.Except(existing));
            Assert.Equal(selection.Files.Distinct(), selection.Files);
            Assert.False(selection.Files.Contains(Single) && (selection.Files.Contains(Index) || selection.Files.Any(ShardNames.Contains)));
        }
    }

    [Fact]
    public void Weights_in_the_other_form_satisfy_a_request()
    {
        Assert.Equal([Index], FilePatterns.Parse([Single]).Select([Index, .. ShardNames]).Files);
        Assert.Equal([Single], FilePatterns.Parse([Index]).Select([Single]).Files);
        Assert.Equal([Single], FilePatterns.Parse([Single]).Select([]).Missing);
        Assert.Equal(["a/pytorch_model.bin"], FilePatterns.Parse(["a/model.safetensors"]).Select(["a/pytorch_model.bin"]).Files);
        Assert.Equal([Index], FilePatterns.Parse([Single]).Select([Index, .. ShardNames, "pytorch_model.bin"]).Files);
    }

    [Fact]
    public void Weights_with_different_names_are_independent()
    {
        string[] existing = ["a/model.safetensors", "b/model.safetensors.index.json", "b/model-00001-of-00001.safetensors"];

        Assert.Equal(existing.Order(StringComparer.Ordinal), FilePatterns.Parse(["*"]).Select(existing).Files);
    }
}
