using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Speakers;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Tests.Fakes;
using Speech.Transcription.Transcripts;
using Speech.Transcription.Wire;

namespace Speech.Transcription.Tests.Pipeline;

/// <summary>Each channel of the audio is a speaker.</summary>
public sealed class ChannelTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Segments_are_in_the_order_of_their_start_and_the_texts_of_the_speakers_joined_are_the_text()
    {
        Transcript[] channels =
        [
            new([new(" Hello", 0, 2), new(" again.", 2, 3), new(" Bye.", 8, 9)]) { Duration = 10, Turns = [new(0, 3, "SPEAKER_00")] },
            new([new(" Hi", 1, 4) { Words = [new(" Hi", 1, 4)] }]) { Duration = 10, Turns = [new(1, 4, "SPEAKER_00")] },
        ];

        var merged = ChannelMerger.Merge(channels);

        Assert.Equal(" Hello Hi again. Bye.", merged.Text);
        Assert.Equal(
            [(" Hello", "CHANNEL_00"), (" Hi", "CHANNEL_01"), (" again. Bye.", "CHANNEL_00")],
            merged.SpeakerSegments.Select(segment => (segment.Text, segment.Speaker!)));
        Assert.Equal([(0, 3, "CHANNEL_00"), (1, 4, "CHANNEL_01")], merged.Turns!.Select(turn => (turn.Start, turn.End, turn.Speaker)));
        Assert.Equal("CHANNEL_01", merged.Segments[1].Words!.Single().Speaker);
        Assert.Equal(10, merged.Duration);
    }

    [Fact]
    public async Task Channels_are_transcribed_concurrently_and_streamed_in_order()
    {
        using var meters = new Meters();
        var progress = new List<TranscriptionProgress>();
        var handler = Handler(meters, new FakeModel(), Blocks(2, 300, Stop));

        var transcript = await handler.TranscribeAsync(
            new AudioInput(Stream.Null), new() { Channels = ChannelMode.Separate }, new Recorder(progress.Add), Stop);

        Assert.Equal(["CHANNEL_00", "CHANNEL_01"], transcript.SpeakerSegments.Select(segment => segment.Speaker));
        Assert.NotEqual(transcript.Segments[0].Text, transcript.Segments[1].Text);
        Assert.Equal(transcript.Text, string.Concat(progress.Select(report => report.Segment?.Text)));
        var response = TranscriptionResponse.From(transcript, new());
        Assert.Equal(response.Text, string.Concat(response.Speakers.Select(speaker => speaker.Text)));
        Assert.Equal(150, response.Duration);
    }

    [Theory]
    [InlineData(300, false)]
    [InlineData(299, true)]
    public async Task The_limit_of_the_audio_is_for_the_sum_of_the_channels(int seconds, bool isTooLong)
    {
        using var meters = new Meters();
        var handler = Handler(meters, new FakeModel(), Blocks(2, 300, Stop));
        var audio = new AudioInput(Stream.Null) { Limit = new(TimeSpan.FromSeconds(seconds), TimeSpan.FromHours(1)) };

        var exception = await Record.ExceptionAsync(() => handler.TranscribeAsync(audio, new() { Channels = ChannelMode.Separate }, Stop));

        Assert.Equal(isTooLong, exception is WorkLimitException);
        if (!isTooLong) Assert.Null(exception);
    }

    [Fact]
    public async Task A_failure_of_one_channel_cancels_the_others()
    {
        var started = 0;
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ChannelSplitter.RunAsync(Blocks(3, 1000, Stop), Run, Stop));
        Assert.Equal(("broken", 3), (exception.Message, started));

        async Task<int> Run(int index, IAsyncEnumerable<ReadOnlyMemory<float>> blocks, CancellationToken cancellationToken)
        {
            started++;
            await foreach (var _ in blocks)
                if (index == 1) throw new InvalidOperationException("broken");
            return index;
        }
    }

    private static TranscriptionHandler Handler(
        Meters meters, ISpeechModel model, IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> blocks)
    {
        var models = Sources.Create(FakeLoader.Of(model));
        return new(
            new PipelineOptions(), models, new ModelHealth(models, TimeProvider.System, NullLogger<ModelHealth>.Instance),
            (_, _, _) => throw new InvalidOperationException("the audio is decoded once"), (_, _, _) => blocks,
            new SpeechTelemetry(meters, new PermitGate(new PermitOptions(), TimeProvider.System)), TimeProvider.System);
    }

    private static async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> Blocks(
        int channels, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Blocks are reused, as the decoder does.
        var buffers = Enumerable.Range(1, channels).Select(_ => new float[8_000]).ToArray();
        for (var number = 0; number < count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (index, buffer) in buffers.Index()) Array.Fill(buffer, ((index * 1000) + number + 1) / 1e5f);
            yield return Array.ConvertAll(buffers, buffer => (ReadOnlyMemory<float>)buffer);
            await Task.Yield();
        }
    }

    private sealed class Recorder(Action<TranscriptionProgress> record) : IProgress<TranscriptionProgress>
    {
        public void Report(TranscriptionProgress value) => record(value);
    }
}
