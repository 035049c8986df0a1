using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Transcription.Models;

namespace Speech.Storage.Tests.Support;

/// <summary>Returns one turn over all the audio and the minimum number of speakers that was requested.</summary>
internal sealed class OneSpeaker : ISpeakerModel, IModelLoader<ISpeakerModel>
{
    public SpeakerBounds? Requested { get; private set; }

    public Task<ISpeakerModel> LoadAsync(CancellationToken cancellationToken) => Task.FromResult<ISpeakerModel>(this);

    public double DecisionLag => 0;

    public async Task<DiarizationResult?> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds,
        IProgress<SpeechActivityProgress>? progress, CancellationToken cancellationToken)
    {
        Requested = bounds;
        var samples = 0L;
        await foreach (var block in audio.WithCancellation(cancellationToken)) samples += block.Length;
        var seconds = samples / 16_000.0;
        SpeakerTurn[] turns = [new(0, seconds, "SPEAKER_00")];
        var speakers = Enumerable.Range(0, bounds.Min).Select(number => new Speaker($"SPEAKER_{number:00}", null));
        return new(turns, turns, [.. speakers]);
    }

    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
