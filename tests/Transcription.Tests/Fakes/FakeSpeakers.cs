using System.Threading.Channels;
using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Transcription.Models;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>A diarization model that reads all of the audio and returns what the test has set.</summary>
internal sealed class FakeSpeakers : ISpeakerModel
{
    private readonly Channel<SpeakerBounds> _started = Channel.CreateUnbounded<SpeakerBounds>();
    private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();

    /// <summary>Exclusive turns.</summary>
    public IReadOnlyList<SpeakerTurn> Turns { get; init; } = [];

    /// <summary>A run waits for this before it reads the audio.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>A run throws this after it has read all of the audio.</summary>
    public Exception? Fault { get; init; }

    /// <summary>The progress it reports after having read a number of seconds, null for none; default none.</summary>
    public Func<double, SpeechActivityProgress?> Decide { get; init; } = _ => null;

    /// <summary>Whether it returns turns, and does not only detect speech.</summary>
    public bool LabelsSpeakers { get; init; } = true;

    /// <inheritdoc/>
    public double KnownSpeakerSimilarity { get; init; } = 0.9;

    /// <inheritdoc/>
    public double DecisionLag { get; init; }

    /// <summary>The bounds of each run, when it starts.</summary>
    public ChannelReader<SpeakerBounds> Started => _started.Reader;

    /// <summary>One item for each run that has ended, in any way: whether it was cancelled.</summary>
    public ChannelReader<bool> Ended => _ended.Reader;

    public Task<DiarizationResult?> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<SpeechActivityProgress>? progress,
        CancellationToken cancellationToken)
        => Task.Run(() => RunAsync(audio, bounds, progress, cancellationToken), CancellationToken.None);

    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A loader of the model.</summary>
    public static IModelLoader<ISpeakerModel> Loader(Func<Task<ISpeakerModel>> load) => new DelegateLoader(load);

    private async Task<DiarizationResult?> RunAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<SpeechActivityProgress>? progress,
        CancellationToken cancellationToken)
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
            if (!LabelsSpeakers) return null;
            var names = Turns.Select(turn => turn.Speaker).Distinct().Order();
            return new(Turns, Turns, [.. names.Select(name => new Speaker(name, [name.Length, 2]))]);
        }
        finally
        {
            _ended.Writer.TryWrite(cancellationToken.IsCancellationRequested);
        }
    }

    private sealed class DelegateLoader(Func<Task<ISpeakerModel>> load) : IModelLoader<ISpeakerModel>
    {
        public Task<ISpeakerModel> LoadAsync(CancellationToken cancellationToken) => load();
    }
}
