using Microsoft.Extensions.Logging.Abstractions;
using Speech.Hub;
using Speech.Hub.Settings;
using Speech.Transcription.Ggml;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Ggml;

public sealed class GgmlModelTests : IAsyncDisposable
{
    private const int Rate = 16_000;
    private static readonly GgmlName s_name = new("ggml-base.bin", null);

    private readonly FakeGgml _native = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _native.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task However_long_the_stretches_are_every_second_is_said_once_and_in_order(int seconds)
    {
        const int count = 25;
        var chunks = await TranscribeAsync(new GgmlModel(_native, s_name, seconds * Rate), FakeGgml.Seconds(count, tail: Rate / 2));

        Assert.Equal(Enumerable.Range(0, count + 1).Select(number => $" number {number}."), chunks.Select(chunk => chunk.Text));
        Assert.All(chunks.Take(count), (chunk, number) => Assert.InRange(chunk.Start, number, number + 0.01));
        Assert.True(_native.Longest <= (seconds + 1) * Rate);
        // In the audio, and in order.
        Assert.InRange(chunks[^1].End, count, count + 0.5);
        Assert.All(chunks, chunk => Assert.True(chunk.Start <= chunk.End));
    }

    [Fact]
    public async Task Words_spell_the_text_and_control_tokens_are_none()
    {
        var chunks = await TranscribeAsync(new GgmlModel(_native, s_name), FakeGgml.Seconds(2), new() { Words = true });

        Assert.Equal([new(" number", 0, 0.5), new(" 0.", 0.5, 1)], chunks[0].Words!);
        Assert.Equal([new(" number", 1, 1.5), new(" 1.", 1.5, 2)], chunks[1].Words!);
        Assert.All(chunks, chunk => Assert.Equal(chunk.Text, string.Concat(chunk.Words!.Select(word => word.Text))));
    }

    [Fact]
    public void A_letter_that_lies_in_two_tokens_leaves_the_segment_without_words()
        => Assert.Null(GgmlWords.Of(new(" Ä", 0, 1, "de", [new(" \uFFFD", 0, 0.5), new("\uFFFD", 0.5, 1)]), new(0, 1)));

    [Fact]
    public async Task Language_and_task_reach_the_native_layer()
    {
        await using var model = new GgmlModel(_native, s_name);
        await TranscribeAsync(model, FakeGgml.Seconds(1), new() { Language = "es", Task = SpeechTask.Translate });
        await TranscribeAsync(model, FakeGgml.Seconds(1));
        await TranscribeAsync(new GgmlModel(_native, new("ggml-base.en.bin", null)), FakeGgml.Seconds(1));

        Assert.Equal([("es", true), (null, false), ("en", false)], _native.Asked);
    }

    [Fact]
    public async Task Requests_at_once_are_heard_one_after_the_other()
    {
        await using var model = new GgmlModel(_native, s_name, 2 * Rate);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TranscribeAsync(model, FakeGgml.Seconds(6))));
        Assert.All(answers, chunks => Assert.Equal(6, chunks.Count));
    }

    [Theory]
    [InlineData(8, 30, false, "batch_size is 8")]
    [InlineData(24, 15, false, "windows of 30 seconds")]
    [InlineData(1, 30, true, "takes no assistant")]
    public void What_it_cannot_do_is_refused(int batch, double length, bool assisted, string sentence)
    {
        ISpeechModel model = new GgmlModel(_native, s_name);
        var parameters = new InferenceParameters { BatchSize = batch, ChunkLengthSeconds = length, Assisted = assisted };
        Assert.Contains(sentence, Assert.Throws<UnsupportedRequestException>(() => model.Verify(parameters)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ggml-large-v3.bin", true)]
    [InlineData("ggml-large-v3-turbo.bin", false)]
    [InlineData("ggml-base.en.bin", false)]
    public void Names_tell_which_models_translate(string file, bool translates)
    {
        ISpeechModel model = new GgmlModel(_native, new(file, null));
        model.Verify(new());
        var reason = Record.Exception(() => model.Verify(new() { Task = SpeechTask.Translate }));
        Assert.Equal(translates, reason is null);
        Assert.True(reason is null or UnsupportedRequestException);
    }

    [Fact]
    public async Task The_loader_opens_the_file_and_the_model_frees_it()
    {
        using var http = new HttpClient();
        var hub = new HubClient(HubOptions.FromEnvironment(_ => null), () => http, TimeProvider.System, NullLogger<HubClient>.Instance);
        var opened = "";
        var model = await new GgmlLoader(hub, new("models/ggml-base.bin", null), Open).LoadAsync(Stop);

        await model.TryAsync(Stop);
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

    private static async Task<List<TranscriptChunk>> TranscribeAsync(GgmlModel model, IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions? options = null)
    {
        var chunks = new List<TranscriptChunk>();
        await foreach (var chunk in model.TranscribeAsync(audio, options ?? new(), Stop)) chunks.Add(chunk);
        return chunks;
    }
}
