using Speech.Audio;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>How spans of speech are packed into windows. All values are in seconds.</summary>
internal sealed record PackingOptions
{
    /// <summary>Length of a window without its padding. Default 29.5.</summary>
    public double MaxLength { get; init; } = 29.5;

    /// <summary>A longer pause ends a window: after it the decoder often ends its text early. Default 1.</summary>
    public double MaxPause { get; init; } = 1;

    /// <summary>A shorter pause is no place to cut. Default 0.3.</summary>
    public double MinPause { get; init; } = 0.3;

    /// <summary>Shorter speech between two pauses is ignored. Default 0.1.</summary>
    public double MinSpeech { get; init; } = 0.1;

    /// <summary>Audio kept on each side of a window, at most half of the pause there: words begin and end quietly. Default 0.2.</summary>
    public double Padding { get; init; } = 0.2;

    /// <summary>The defaults, for windows that hold at most a number of samples.</summary>
    public static PackingOptions For(int samples)
    {
        var options = new PackingOptions();
        return options with { MaxLength = Math.Min(options.MaxLength, AudioDecoder.SecondsOf(samples) - 2 * options.Padding) };
    }
}
