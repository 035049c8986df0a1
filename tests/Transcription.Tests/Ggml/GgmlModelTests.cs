using Microsoft.Extensions.Logging.Abstractions;
using Speech.Hub;
using Speech.Hub.Settings;
using Speech.Transcription.Ggml;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Ggml;

public sealed class GgmlModelTests : IAsyncDisposable
{
    private const int Rate = 16_000;
    private static readonly GgmlName Name = new("ggml-base.bin", null);

    private readonly FakeGgml _native = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _native.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task Transcribes_every_second_once_and_in_order_for_any_span_length(int seconds)
    {
        const int count = 25;
        var segments = await TranscribeAsync(new GgmlModel(_native, Name, seconds * Rate), FakeGgml.Seconds(count, tail: Rate / 2));

        Assert.Equal(Enumerable.Range(0, count + 1).Select(number => $" number {number}."), segments.Select(segment => segment.Text));
        Assert.All(segments.Take(count), (segment, number) => Assert.InRange(segment.Start, number, number + 0.01));
        Assert.True(_native.Longest <= (seconds + 1) * Rate);
        // Clamped to the audio, and in order.
        Assert.InRange(segments[^1].End, count, count + 0.5);
        Assert.All(segments, segment => Assert.True(segment.Start <= segment.End));
    }

    [Fact]
    public async Task Words_add_up_to_the_text_without_control_tokens()
    {
        var segments = await TranscribeAsync(new GgmlModel(_native, Name), FakeGgml.Seconds(2), new() { Words = true });

        Assert.Equal([new(" number", 0, 0.5), new(" 0.", 0.5, 1)], segments[0].Words!);
        Assert.Equal([new(" number", 1, 1.5), new(" 1.", 1.5, 2)], segments[1].Words!);
        Assert.All(segments, segment => Assert.Equal(segment.Text, string.Concat(segment.Words!.Select(word => word.Text))));
    }

    [Fact]
    public void A_character_divided_between_tokens_leaves_the_segment_without_words()
        => Assert.Null(GgmlWordBuilder.Build(new(" Ä", 0, 1, [new(" \uFFFD", 0, 0.5), new("\uFFFD", 0.5, 1)]), new(0, 1)));

    [Fact]
    public async Task Passes_language_and_task_to_the_native_layer()
    {
        await using var model = new GgmlModel(_native, Name);
        await TranscribeAsync(model, FakeGgml.Seconds(1), new() { Language = "es", Task = SpeechTask.Translate });
        await TranscribeAsync(model, FakeGgml.Seconds(1));
        await TranscribeAsync(new GgmlModel(_native, new("ggml-base.en.bin", null)), FakeGgml.Seconds(1));

        Assert.Equal([("es", true), (null, false), ("en", false)], _native.Calls);
    }

    [Fact]
    public async Task Concurrent_requests_run_one_after_the_other()
    {
        await using var model = new GgmlModel(_native, Name, 2 * Rate);
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TranscribeAsync(model, FakeGgml.Seconds(6))));
        Assert.All(results, segments => Assert.Equal(6, segments.Count));
    }

    [Theory]
    [InlineData(8, 30, false, "batch_size is 8")]
    [InlineData(24, 15, false, "windows of 30 seconds")]
    [InlineData(1, 30, true, "takes no assistant")]
    public void Rejects_unsupported_requests(int batch, double length, bool assisted, string sentence)
    {
        ISpeechModel model = new GgmlModel(_native, Name);
        var parameters = new InferenceParameters { BatchSize = batch, ChunkLengthSeconds = length, Assisted = assisted };
        var exception = Assert.Throws<UnsupportedRequestException>(() => model.Validate(parameters));
        Assert.Contains(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ggml-large-v3.bin", true)]
    [InlineData("ggml-large-v3-turbo.bin", false)]
    [InlineData("ggml-base.en.bin", false)]
    public void File_names_determine_which_models_translate(string file, bool translates)
    {
        ISpeechModel model = new GgmlModel(_native, new(file, null));
        model.Validate(new());
        var exception = Record.Exception(() => model.Validate(new() { Task = SpeechTask.Translate }));
        Assert.Equal(translates, exception is null);
        Assert.True(exception is null or UnsupportedRequestException);
    }

    [Fact]
    public async Task The_loader_opens_the_file_and_the_model_disposes_it()
    {
        using var http = new HttpClient();
        var hub = new HubClient(HubOptions.FromEnvironment(_ => null), () => http, TimeProvider.System, NullLogger<HubClient>.Instance);
        var opened = "";
        var model = await new GgmlLoader(hub, new("models/ggml-base.bin", null), Open).LoadAsync(Stop);

        await model.WarmUpAsync(Stop);
        await model.DisposeAsync();

        Assert.Equal("models/ggml-base.bin", opened);
        Assert.Equal(Rate, _native.Longest);
        Assert.True(_native.IsDisposed);

        IGgmlWhisper Open(string path)
        {
            opened = path;
            return _native;
        }
    }

    private static async Task<List<Segment>> TranscribeAsync(
        GgmlModel model, IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions? options = null)
    {
        var segments = new List<Segment>();
        await foreach (var segment in model.TranscribeAsync(audio, options ?? new(), Stop)) segments.Add(segment);
        return segments;
    }
}
