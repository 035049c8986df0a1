using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Speech.Transcription.Models;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Storage.Tests.Support;

/// <summary>Produces one chunk, then pauses until <see cref="Resume"/>.</summary>
internal sealed class HalfwayModel : ISpeechModel
{
    private readonly Channel<bool> _halfway = Channel.CreateUnbounded<bool>();
    private readonly TaskCompletionSource _resumed = new();

    public ModelCapabilities Capabilities { get; } = new([.. Languages.Names.Keys], IsMultilingual: true, CanTranslate: true);

    /// <summary>One item for each run that has produced its first chunk.</summary>
    public ChannelReader<bool> Halfway => _halfway.Reader;

    public void Resume() => _resumed.TrySetResult();

    public async IAsyncEnumerable<Segment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var samples = 0L;
        await foreach (var block in audio.WithCancellation(cancellationToken)) samples += block.Length;
        var seconds = samples / 16_000.0;
        yield return new(" First", 0, seconds / 2);
        _halfway.Writer.TryWrite(true);
        await _resumed.Task.WaitAsync(cancellationToken);
        yield return new(" second", seconds / 2, seconds);
    }

    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
