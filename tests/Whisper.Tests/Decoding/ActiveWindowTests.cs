using Speech.TestSupport;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Model;
using Speech.Whisper.Search;

namespace Speech.Whisper.Tests.Decoding;

public sealed class ActiveWindowTests
{
    private static readonly DecodingOptions Options = new() { Beams = 3, Patience = 2, LengthPenalty = 0.5, BestOf = 4 };

    [Fact]
    public void The_beam_search_has_the_options_of_the_window()
        => Assert.Equal(new BeamSearchOptions(3, 2, 0.5), Assert.IsType<BeamSearch>(SearchOf(Options)).Options);

    [Fact]
    public void At_a_temperature_there_are_as_many_sequences_as_samples()
        => Assert.Equal(4, Assert.IsType<IndependentSearch>(SearchOf(Options with { Temperature = 0.5 })).Sequences.Count);

    private static ISearch SearchOf(DecodingOptions options)
    {
        var (folder, tokenizer) = (TinyCheckpoint.Folder, Tokenization.Golden.TokenizerOf("v3"));
        var rules = CheckpointRules.Read(WhisperConfig.Load(folder), GenerationConfig.Load(folder), tokenizer.SpecialTokens);
        using var job = new WindowJob(new DecodingRequest(), default, options, CancellationToken.None);
        return new ActiveWindow(job, rules, new FallbackPolicy(FallbackOptions.Off, tokenizer), "en").Search;
    }
}
