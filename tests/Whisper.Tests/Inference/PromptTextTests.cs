using Speech.Whisper.Inference;

namespace Speech.Whisper.Tests.Inference;

public sealed class PromptTextTests
{
    [Theory]
    [InlineData(null, "", "")]
    [InlineData(" A letter. ", "", "A letter.")]
    [InlineData(null, "Maintz", "Maintz.")]
    [InlineData("A letter.", "Maintz,Peter Schoeffer", "Maintz, Peter Schoeffer. A letter.")]
    public void Hotwords_precede_the_prompt(string? prompt, string hotwords, string expected)
        => Assert.Equal(expected, PromptText.Of(new TranscribeOptions
        {
            Prompt = prompt,
            Hotwords = hotwords.Split(',', StringSplitOptions.RemoveEmptyEntries),
        }));
}
