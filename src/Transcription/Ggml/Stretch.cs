namespace Speech.Transcription.Ggml;

/// <summary>Audio that whisper.cpp hears at once, in seconds from the start of all of it.</summary>
internal readonly record struct Stretch(double Start, double End)
{
    /// <summary>A time within the stretch as one of all the audio, in hundredths of a second: whisper.cpp's may lie before its audio, where it is sure of none, or beyond.</summary>
    public double Place(double seconds) => Math.Clamp(Rounded(Start + seconds), Rounded(Start), Rounded(End));

    private static double Rounded(double seconds) => Math.Round(seconds, 2, MidpointRounding.AwayFromZero);
}
