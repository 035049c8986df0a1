using System.Globalization;

namespace Speech.Transcription.Live;

/// <summary>The client has sent more audio than it may before it ends the turn.</summary>
/// <param name="seconds">The limit.</param>
public sealed class LiveBufferFullException(double seconds) : TranscriptionException(
    string.Create(CultureInfo.InvariantCulture, $"The buffer is full: it holds at most {seconds} s of audio until a commit"));
