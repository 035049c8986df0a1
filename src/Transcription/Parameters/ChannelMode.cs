namespace Speech.Transcription.Parameters;

/// <summary>What becomes of the channels of the audio.</summary>
public enum ChannelMode
{
    /// <summary>They are averaged.</summary>
    Mono,

    /// <summary>Each is transcribed by itself, as one speaker.</summary>
    Separate,
}
