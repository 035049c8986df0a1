using System.Text.Json;
using Speech.Whisper.Decoding;
using Speech.Whisper.Tests.Golden;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Decoding;

public class GreedyDecodingTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var version in new[] { "v2", "v3", "v3-assistant" })
            foreach (var run in new[]
            {
                "jfk_timestamps", "jfk_notimestamps", "noise_timestamps", "noise_notimestamps", "silence_timestamps",
                "jfk_timestamps_autolang", "jfk_timestamps_translate_de", "jfk_timestamps_prompt", "jfk_timestamps_prefix",
                "jfk_timestamps_sample_len_12",
                "jfk_timestamps_no_max_initial", "jfk_timestamps_suppress_none",
            })
                data.Add(version, run);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Tokens_are_those_of_the_reference(string version, string run)
    {
        using var golden = new GoldenCase($"decode-{version}");
        var expected = golden.Manifest.GetProperty("results").GetProperty(run);
        var requested = expected.GetProperty("options");
        await using var tiny = new TinyLoop($"tiny-random-{version}", change: rules => Change(rules, requested));

        var clip = Clips.Named(run.Split('_')[0]);
        var actual = await tiny.Loop.DecodeAsync(
            new DecodingRequest(), clip, OptionsOf(requested), TestContext.Current.CancellationToken);

        if (expected.GetProperty("fragile").GetBoolean())
        {
            // From the step with the narrow margin on, different rounding may select other tokens; before it, none may differ.
            var steps = expected.GetProperty("steps").EnumerateArray().ToList();
            var narrow = steps.FindIndex(step => step.GetProperty("margin").GetDouble() < 0.003);
            var tokens = expected.GetProperty("tokens").EnumerateArray().Take(narrow).Select(t => t.GetInt32());
            Assert.Equal(tokens, actual.Best.Tokens.Take(narrow));
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"compared up to step {narrow}, which is decided by {expected.GetProperty("min_margin")} logits");
            return;
        }

        Assert.Equal(expected.GetProperty("tokens").EnumerateArray().Select(t => t.GetInt32()), actual.Best.Tokens);
        Assert.Equal(expected.GetProperty("language").GetString(), actual.Language);
        Assert.Equal(expected.GetProperty("avg_logprob").GetDouble(), actual.Best.AverageLogProbability, 0.002);
        Assert.Equal(actual.Best.Tokens.Count, actual.Best.TokenLogProbabilities.Count);
        var reference = expected.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("logprob").GetDouble());
        Assert.All(reference.Zip(actual.Best.TokenLogProbabilities), pair => Assert.Equal(pair.First, pair.Second, 0.02));
        Assert.Equal(expected.GetProperty("no_speech_prob").GetDouble(), actual.Best.NoSpeechProbability, 0.002);
        Assert.Equal(expected.GetProperty("text").GetString(), tiny.Tokenizer.Decode([.. actual.Best.Tokens], Markup.Specials).Trim());
    }

    private static DecodingRules Change(DecodingRules rules, JsonElement requested)
    {
        // The limit that the reference was run with.
        rules = rules with { MaxLength = 448 };
        if (requested.TryGetProperty("max_initial_timestamp", out _)) rules = rules with { MaxInitialTimestampIndex = null };
        if (requested.TryGetProperty("suppress_blank", out _)) rules = rules with { SuppressAtBegin = [] };
        if (requested.TryGetProperty("suppress_tokens", out _))
            rules = rules with { Suppress = [.. rules.Suppress.Where(rules.Tokens.IsSpecial)] };
        return rules;
    }

    private static DecodingOptions OptionsOf(JsonElement requested) => new()
    {
        Language = requested.TryGetProperty("language", out var language) ? language.GetString() : null,
        Task = requested.TryGetProperty("task", out var task) && task.GetString() == "translate" ? SpeechTask.Translate
            : SpeechTask.Transcribe,
        Timestamps = !requested.TryGetProperty("without_timestamps", out var without) || !without.GetBoolean(),
        Prompt = Tokens(requested, "prompt"),
        Prefix = Tokens(requested, "prefix"),
        MaxNewTokens = requested.TryGetProperty("sample_len", out var length) ? length.GetInt32() : 224,
    };

    private static int[] Tokens(JsonElement requested, string name)
        => requested.TryGetProperty(name, out var tokens) ? [.. tokens.EnumerateArray().Select(t => t.GetInt32())] : [];
}
