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

    [Theory]
    [InlineData(32, 32, true)]
    [InlineData(32, 4, false)] // Turbo.
    [InlineData(32, 2, false)] // Distilled from large checkpoints.
    [InlineData(4, 4, true)]
    public void The_layers_show_whether_a_checkpoint_can_translate(int encoderLayers, int decoderLayers, bool expected)
    {
        var folder = TinyCheckpoint.FolderOf("tiny-random-v2");
        var config = WhisperConfig.Load(folder) with { EncoderLayers = encoderLayers, DecoderLayers = decoderLayers };
        var rules = CheckpointRules.Read(config, GenerationConfig.Load(folder), Tokenizer.Load(folder).SpecialTokens);

        Assert.Equal(expected, CheckpointRules.CapabilitiesOf(config, rules).CanTranslate);
    }
}
