namespace Speech.Audio;

/// <summary>The audio is not WAV, and the program that decodes everything else cannot be started: the server's fault, not the client's.</summary>
/// <param name="inner">Why it did not start; names the program, so it is for the server's log.</param>
public sealed class AudioDecoderMissingException(Exception inner)
    : AudioException("This kind of audio needs ffmpeg, which the server does not have. WAV files work without it.", inner);
