using Speech.Audio;
using Speech.Functions.Errors;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;

namespace Speech.Functions.Requests;

/// <summary>The audio and parameters of a request, independent of the format of its body.</summary>
/// <param name="audio">Receives the audio; disposed with the body.</param>
internal sealed class PredictBody(AudioSpool audio) : IAsyncDisposable
{
    public AudioSpool Audio => audio;

    /// <summary>The content type of the audio; null when the body does not name it.</summary>
    public string? AudioType { get; set; }

    /// <summary>The URL of the audio, when the body refers to it instead of containing it.</summary>
    public string? Url { get; set; }

    public RawParameters Parameters { get; } = new();

    /// <param name="samplingRate">The rate of raw PCM whose content type names none, in Hz.</param>
    /// <exception cref="InvalidBodyException">There is no audio.</exception>
    public AudioInput ToInput(int samplingRate)
        => Audio.Length > 0 ? new(Audio.Rewind(), PcmMediaType.Parse(AudioType, samplingRate))
            : throw new InvalidBodyException("The audio is empty");

    public ValueTask DisposeAsync() => Audio.DisposeAsync();
}
