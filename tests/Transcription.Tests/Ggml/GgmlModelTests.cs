using Microsoft.Extensions.Logging.Abstractions;
using Speech.Hub;
using Speech.Hub.Settings;
using Speech.TestSupport;
using Speech.Transcription.Ggml;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Ggml;

/// <summary>A file of random weights on whisper.cpp.</summary>
public sealed class GgmlModelTests(GgmlModelTests.LoadedModel loaded) : IClassFixture<GgmlModelTests.LoadedModel>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_text_is_the_vocabularys_with_times_inside_the_audio()
    {
        var segments = await TranscribeAsync(seconds: 4, new() { Words = true });

        Assert.NotEmpty(segments);
        Assert.All(segments, segment => Assert.True(GgmlFile.IsText(segment.Text), segment.Text));
        Assert.All(segments, segment => Assert.True(segment is { Start: >= 0, End: <= 4 } && segment.Start <= segment.End));
        Assert.All(segments, segment => Assert.Equal(segment.Text, string.Concat(segment.Words!.Select(word => word.Text))));
        // The same audio has the same text.
        Assert.Equal(segments.Select(segment => segment.Text), (await TranscribeAsync(4, new())).Select(segment => segment.Text));
    }

    [Fact]
    public async Task Language_and_task_reach_the_decoder()
    {
        var texts = new HashSet<string>();
        foreach (var (language, task) in new[]
        {
            ("en", SpeechTask.Transcribe), ("es", SpeechTask.Transcribe), ("es", SpeechTask.Translate),
        })
            texts.Add(TextOf(await TranscribeAsync(2, new() { Language = language, Task = task })));
        Assert.Equal(3, texts.Count);
        // One of the languages is detected.
        Assert.NotEmpty(TextOf(await TranscribeAsync(2, new() { Language = null })));
    }

    [Fact]
    public async Task Concurrent_requests_run_one_after_the_other()
    {
        var alone = TextOf(await TranscribeAsync(1, new()));
        var results = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => TranscribeAsync(1, new())));
        Assert.All(results, segments => Assert.Equal(alone, TextOf(segments)));
    }

    [Fact]
    public async Task A_cancelled_request_ends_and_leaves_the_model_usable()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TranscribeAsync(1, new(), cancellation.Token));
        Assert.NotEmpty(await TranscribeAsync(1, new()));
    }

    [Theory]
    [InlineData(24, 15, false, "windows of 30 seconds")]
    [InlineData(1, 30, true, "takes no assistant")]
    public void Rejects_unsupported_requests(int batch, double length, bool assisted, string sentence)
    {
        var parameters = new InferenceParameters { BatchSize = batch, ChunkLengthSeconds = length, Assisted = assisted };
        var exception = Assert.Throws<UnsupportedRequestException>(() => loaded.Model.Validate(parameters));
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ggml-large-v3.bin", true)]
    [InlineData("ggml-large-v3-turbo.bin", false)]
    [InlineData("ggml-base.en.bin", false)]
    public void File_names_determine_which_models_translate(string file, bool translates)
        => Assert.Equal(translates, new GgmlName(file, null).CanTranslate);

    private static string TextOf(IEnumerable<Segment> segments) => string.Concat(segments.Select(segment => segment.Text));

    private async Task<List<Segment>> TranscribeAsync(int seconds, TranscribeOptions options, CancellationToken? cancellationToken = null)
    {
        var segments = new List<Segment>();
        await foreach (var segment in loaded.Model.TranscribeAsync(Tone(seconds), options, cancellationToken ?? Stop))
            segments.Add(segment);
        return segments;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Tone(int seconds)
    {
        await Task.Yield();
        yield return Enumerable.Range(0, seconds * 16_000).Select(sample => 0.3f * MathF.Sin(sample * 0.1f * MathF.Sin(sample * 1e-5f)))
            .ToArray();
    }

    /// <summary>The model, loaded as the endpoint does from a local path.</summary>
    public sealed class LoadedModel : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        internal ISpeechModel Model { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var path = Path.Combine(_folder.Path, "ggml-random.bin");
            GgmlFile.Write(path);
            using var http = new HttpClient();
            var hub = new HubClient(HubOptions.FromEnvironment(_ => null), () => http, TimeProvider.System, NullLogger<HubClient>.Instance);
            Model = await new GgmlLoader(hub, GgmlName.Parse(path)!, threads: 1).LoadAsync(Stop);
        }

        public async ValueTask DisposeAsync()
        {
            await Model.DisposeAsync();
            _folder.Dispose();
        }
    }
}
