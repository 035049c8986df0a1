using Speech.Transcription.Telemetry;

namespace Speech.Transcription.Tests;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("a talk/größe.wav", "a talk/größe.wav")]
    [InlineData("a\r\nError: forged", @"a\u000d\u000aError: forged")]
    [InlineData("\u001b[31m\u2028\u202e\u0085", @"\u001b[31m\u2028\u202e\u0085")]
    public void A_name_cannot_forge_a_line(string text, string expected) => Assert.Equal(expected, LogText.Escape(text));
}
