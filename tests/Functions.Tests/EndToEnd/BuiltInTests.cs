using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport.Scoring;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Built-in models without speakers, on the samples of real speech. <see cref="Hosting.ProgramTests"/> has them with
/// speakers.</summary>
public sealed class BuiltInTests(BuiltInTests.WithoutSpeakers built) : IClassFixture<BuiltInTests.WithoutSpeakers>
{
    [Fact]
    public async Task Another_language_is_detected()
    {
        var sample = new BuiltInSample("german");
        Assert.InRange(SpeakerWordError.Score([("", sample.Words)], [("", await AskAsync(sample))]).Rate, 0, 0.25);
    }

    [Fact]
    public async Task The_words_of_a_dialogue_are_found()
    {
        var sample = new BuiltInSample("dialogue");
        Assert.Equal(sample.Words, await AskAsync(sample));
    }

    private async Task<string> AskAsync(BuiltInSample sample)
    {
        var answer = await built.Endpoint.PostAsync(sample.Wav, "audio/wav");
        Assert.True(answer.Status == 200, answer.Body);
        Assert.Empty(answer.Json.GetProperty("speakers").EnumerateArray());
        return BuiltInSample.Normalized(answer.Json.GetProperty("text").GetString()!);
    }

    /// <summary>One endpoint for all tests of the class, with voice activity detection.</summary>
    public sealed class WithoutSpeakers : IAsyncLifetime
    {
        private Endpoint? _endpoint;

        internal Endpoint Endpoint => _endpoint!;

        public async ValueTask InitializeAsync()
            => _endpoint = await Endpoint.StartRealAsync("whisper-base", ("VAD_FILTER", "true"), ("GUARDS", "true"));

        public ValueTask DisposeAsync() => _endpoint!.DisposeAsync();
    }
}
