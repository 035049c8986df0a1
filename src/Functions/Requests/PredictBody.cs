using Speech.Audio;
using Speech.Functions.Errors;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;

namespace Speech.Functions.Requests;

/// <summary>What a request brings, in whatever form it came.</summary>
internal sealed class PredictBody : IAsyncDisposable
{
    public AudioSpool Audio { get; } = new();

    /// <summary>The type of the audio itself, where the form tells it.</summary>
    public string? AudioType { get; set; }

    /// <summary>Where the audio is, where the body tells that instead of bringing it.</summary>
    public string? Url { get; set; }

    public RawParameters Parameters { get; } = new();

    /// <param name="samplingRate">The rate of raw PCM whose type names none, in Hz.</param>
    /// <exception cref="BadBodyException">There is no audio.</exception>
    public AudioInput ToInput(int samplingRate)
        => Audio.Length > 0 ? new(Audio.Rewind(), PcmMediaType.Parse(AudioType, samplingRate)) : throw new BadBodyException("The audio is empty");

    public ValueTask DisposeAsync() => Audio.DisposeAsync();
}
