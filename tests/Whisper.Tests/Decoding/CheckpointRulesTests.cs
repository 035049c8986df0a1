using Speech.TestSupport;
using Speech.Whisper.Decoding;
using Speech.Whisper.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Decoding;

public sealed class CheckpointRulesTests
{
    [Theory]
    [InlineData(51_865, false, true)]
    [InlineData(51_866, null, true)]
    [InlineData(51_864, true, false)]
    public void The_vocabulary_decides_whether_the_prompt_has_a_language(int vocabulary, bool? stated, bool expected)
    {
        var folder = TinyCheckpoint.FolderOf("tiny-random-v2");
        var generation = GenerationConfig.Load(folder) with { IsMultilingual = stated };
        // The ids of an English-only vocabulary are one lower.
        var tokens = Tokenizer.Load(folder).SpecialTokens;

        var rules = CheckpointRules.Read(WhisperConfig.Load(folder) with { VocabSize = vocabulary }, generation, tokens);

        Assert.Equal(expected, rules.IsMultilingual);
    }
}
