using System.Threading.Channels;
using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Transcription.Models;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>Hears all the audio and says of it what it is told to say.</summary>
internal sealed class FakeSpeakers : ISpeakerModel
{
    private readonly Channel<SpeakerBounds> _started = Channel.CreateUnbounded<SpeakerBounds>();
    private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();

    /// <summary>Turns of one speaker at a time.</summary>
    public IReadOnlyList<SpeakerTurn> Turns { get; init; } = [];

    /// <summary>A run waits here before it hears anything.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>A run fails with it after it has heard everything.</summary>
    public Exception? Fault { get; init; }

    /// <summary>What it decides once it has heard so many seconds; null before. Nothing, if not set.</summary>
    public Func<double, DiarizationProgress?> Decide { get; init; } = _ => null;

    /// <inheritdoc/>
    public double DecisionLag { get; init; }

    /// <summary>The bounds of each run, as it begins.</summary>
    public ChannelReader<SpeakerBounds> Started => _started.Reader;

    /// <summary>One item for each run that ended, however it did: whether it was cancelled.</summary>
    public ChannelReader<bool> Ended => _ended.Reader;

    public Task<DiarizationResult> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<DiarizationProgress>? progress, CancellationToken cancellationToken)
        => Task.Run(() => RunAsync(audio, bounds, progress, cancellationToken), CancellationToken.None);

    public Task TryAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What brings the model into memory.</summary>
    public static ISpeakerModelLoader Loader(Func<Task<ISpeakerModel>> load) => new Loading(load);

    private async Task<DiarizationResult> RunAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<DiarizationProgress>? progress, CancellationToken cancellationToken)
    {
        _started.Writer.TryWrite(bounds);
        try
        {
            await Gate.WaitAsync(cancellationToken);
            var samples = 0L;
            await foreach (var block in audio.WithCancellation(cancellationToken))
            {
                samples += block.Length;
                if (Decide(samples / 16_000.0) is { } decided) progress?.Report(decided);
            }

            if (Fault is not null) throw Fault;
            var seconds = samples / 16_000.0;
            return new(Turns, Turns, [.. Turns.Select(turn => turn.Speaker).Distinct().Order().Select(name => new Speaker(name, [name.Length, 2]))], [], seconds);
        }
        finally
        {
            _ended.Writer.TryWrite(cancellationToken.IsCancellationRequested);
        }
    }

    private sealed class Loading(Func<Task<ISpeakerModel>> load) : ISpeakerModelLoader
    {
        public Task<ISpeakerModel> LoadAsync(CancellationToken cancellationToken) => load();
    }
}
