using Speech.Whisper.Decoding;
using Speech.Whisper.Inference;

namespace Speech.Whisper.Tests.Inference;

public sealed class DecodingOptionsTests
{
    [Fact]
    public void Every_option_reaches_the_decoder()
    {
        var tokenizer = Tokenization.Golden.TokenizerOf("v3");
        var actual = WhisperModel.DecodingOptionsOf(
            new TranscribeOptions
            {
                Task = SpeechTask.Translate,
                Language = "de",
                Words = true,
                Prompt = "A letter.",
                Hotwords = ["Maintz"],
                Temperature = 0.4,
                Beams = 3,
                Patience = 2,
                LengthPenalty = 0.5,
                BestOf = 4,
            },
            tokenizer, maxNewTokens: 50);
        var expected = new DecodingOptions
        {
            Task = SpeechTask.Translate,
            Language = "de",
            TokenTimes = true,
            Prompt = actual.Prompt,
            Temperature = 0.4,
            Beams = 3,
            Patience = 2,
            LengthPenalty = 0.5,
            BestOf = 4,
            MaxNewTokens = 50,
        };
        Assert.Equal(expected, actual);
        Assert.Equal(tokenizer.Encode(" Maintz. A letter."), actual.Prompt);
    }

    [Fact]
    public void Drafts_are_for_a_single_sequence()
    {
        var request = new TranscribeOptions { Assisted = true, Beams = 3, BestOf = 4 };
        var actual = WhisperModel.DecodingOptionsOf(request, Tokenization.Golden.TokenizerOf("v3"), maxNewTokens: 50);
        Assert.Equal(new DecodingOptions { Assisted = true, MaxNewTokens = 50 }, actual);
        Assert.Equal(1, actual.MaxSequences);
    }
}
