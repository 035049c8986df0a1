using Speech.Transcription.Parameters;

namespace Speech.Transcription.Live;

/// <summary>How live audio is divided into turns and transcribed. May change between two turns.</summary>
public sealed record LiveSettings
{
    /// <summary>How the final text of a turn is decoded. Interim text is always decoded greedily.</summary>
    public InferenceParameters Parameters { get; init; } = new();

    /// <summary>Whether turns begin and end with speech; default true. Otherwise the client ends them.</summary>
    public bool DetectsTurns { get; init; } = true;

    /// <summary>Probability above which there is speech, 0 to 1; default 0.5. Without a segmentation model, 0.5 is a level of -45 dB of
    /// full scale and each 0.1 more or less 3 dB.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Audio before detected speech that belongs to its turn, in seconds; default 0.3.</summary>
    public double PrefixSeconds { get; init; } = 0.3;

    /// <summary>Silence after which a turn has ended, in seconds; default 0.5.</summary>
    public double SilenceSeconds { get; init; } = 0.5;

    /// <summary>The longest audio that waits for the client to end its turn, in seconds; default 120.</summary>
    public double MaxBufferSeconds { get; init; } = 120;
}
