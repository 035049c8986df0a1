using Speech.Whisper.Chunking.Silence;

namespace Speech.Whisper.Tests.Chunking.Silence;

public sealed class WindowLanguageTests
{
    private readonly List<string?> _given = [];

    [Fact]
    public async Task A_short_window_has_the_language_of_most_of_the_speech_before_it()
    {
        var language = new WindowLanguage(null, isMultilingual: true);
        string[] detected = ["fr", "de", "en", "it", "nl", "sv"];
        foreach (var (seconds, code) in new[] { 4.0, 7, 2, 15, 9, 30 }.Zip(detected)) await ApplyAsync(language, seconds, code);
        Assert.Equal([null, null, "de", null, "it", null], _given);
    }

    [Fact]
    public async Task A_short_window_waits_until_the_language_is_detected()
    {
        var (language, detected) = (new WindowLanguage(null, isMultilingual: true), new TaskCompletionSource<SpeechTranscript>());
        _ = language.ApplyAsync(Window(10), _ => detected.Task);
        var next = ApplyAsync(language, 1, "fr");
        Assert.Empty(_given);
        detected.SetResult(new([], "de", default));
        await next;
        Assert.Equal(["de"], _given);
    }

    [Theory]
    [InlineData("en", true, "en")]
    [InlineData(null, false, null)]
    public async Task A_known_language_is_not_waited_for(string? given, bool isMultilingual, string? expected)
    {
        var language = new WindowLanguage(given, isMultilingual);
        _ = language.ApplyAsync(Window(10), _ => new TaskCompletionSource<SpeechTranscript>().Task);
        await ApplyAsync(language, 1, "fr");
        Assert.Equal([expected], _given);
    }

    [Fact]
    public async Task Sound_that_may_be_no_speech_has_no_part_in_it()
    {
        var language = new WindowLanguage(null, isMultilingual: true);
        await ApplyAsync(language, 20, "ja", isDetected: false);
        await ApplyAsync(language, 12, "en");
        await ApplyAsync(language, 20, "ja", isDetected: false);
        await ApplyAsync(language, 1, "fr");
        Assert.Equal([null, null, "en", "en"], _given);
    }

    private static PackedWindow Window(double seconds, bool isDetected = true)
        => new(0, seconds, [new(0, seconds)]) { IsDetected = isDetected };

    private Task<SpeechTranscript> ApplyAsync(WindowLanguage language, double seconds, string detected, bool isDetected = true)
        => language.ApplyAsync(Window(seconds, isDetected), spoken =>
        {
            _given.Add(spoken);
            return Task.FromResult(new SpeechTranscript([], spoken ?? detected, default));
        });
}
