using Speech.Diarization;
using Speech.Transcription.Models;

namespace Speech.Functions.Tests.Blobs.Support;

/// <summary>One speaker from the beginning to the end, whatever is heard; as many as are asked for have a name.</summary>
internal sealed class OneSpeaker : ISpeakerModel, ISpeakerModelLoader
{
    public SpeakerBounds? Asked { get; private set; }

    public Task<ISpeakerModel> LoadAsync(CancellationToken cancellationToken) => Task.FromResult<ISpeakerModel>(this);

    public double DecisionLag => 0;

    public async Task<DiarizationResult> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<DiarizationProgress>? progress, CancellationToken cancellationToken)
    {
        Asked = bounds;
        var samples = 0L;
        await foreach (var block in audio.WithCancellation(cancellationToken)) samples += block.Length;
        var seconds = samples / 16_000.0;
        SpeakerTurn[] turns = [new(0, seconds, "SPEAKER_00")];
        return new(turns, turns, [.. Enumerable.Range(0, bounds.Min).Select(number => new Speaker($"SPEAKER_{number:00}", null))], [new(0, seconds)], seconds);
    }

    public Task TryAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
