using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Health before the model works, when it works, and when it cannot.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task Health_is_503_before_the_first_run_and_OK_after_it()
    {
        await using var endpoint = await Endpoint.StartRealAsync(TinyCheckpoint.Folder);

        var before = await endpoint.GetAsync("/health");
        Assert.Equal(503, before.Status);
        Assert.Contains("still loading", before.Sentence, StringComparison.Ordinal);

        await endpoint.PostAsync(Recording.Jfk.Wav, "audio/wav");
        var after = await endpoint.GetAsync("/health");
        Assert.Equal((200, "OK"), (after.Status, after.Body));
    }

    [Theory]
    [InlineData("config.json", "", "The model has no config.json")]
    [InlineData("model.safetensors", "", "model.safetensors: ")]
    [InlineData("model.safetensors", "not weights at all", "model.safetensors: ")]
    [InlineData("config.json", "{", "The model's config.json")]
    [InlineData("config.json", """{"d_model": 32}""", "config.json is not that of")]
    [InlineData("vocab.json", "[]", "The tokenizer's vocab.json")]
    public async Task A_damaged_model_is_reported_by_its_file_without_paths_or_names_of_types(string file, string content, string expected)
    {
        using var folder = new TemporaryFolder();
        TinyCheckpoint.CopySmallTo(folder.PathOf(""));
        File.Delete(folder.PathOf(file));
        if (content.Length > 0) File.WriteAllText(folder.PathOf(file), content);
        await using var endpoint = await Endpoint.StartRealAsync(folder.PathOf(""));

        var answer = await endpoint.PostAsync(Recording.Jfk.Wav, "audio/wav");
        var health = await Endpoint.RepeatAsync(
            () => endpoint.GetAsync("/health"), health => health.Sentence.Contains("failed", StringComparison.Ordinal));

        Assert.Equal(503, answer.Status);
        Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.StartsWith($"The model failed to load: {expected}", answer.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer.Sentence, StringComparison.Ordinal);
        Assert.Equal((503, answer.Sentence), (health.Status, health.Sentence));
        Assert.DoesNotContain(Path.GetTempPath(), answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repaired_model_loads_without_a_restart()
    {
        using var folder = new TemporaryFolder();
        TinyCheckpoint.CopySmallTo(folder.PathOf(""));
        var config = File.ReadAllText(folder.PathOf("config.json"));
        File.WriteAllText(folder.PathOf("config.json"), "{");
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var endpoint = await Endpoint.StartRealAsync(folder.PathOf(""), time);
        var broken = await endpoint.PostAsync(Recording.Jfk.Wav, "audio/wav");
        Assert.Equal(503, broken.Status);

        File.WriteAllText(folder.PathOf("config.json"), config);
        time.Advance(broken.Headers.RetryAfter!.Delta!.Value);

        Assert.Equal(200, (await endpoint.PostAsync(Recording.Jfk.Wav, "audio/wav")).Status);
    }
}
