namespace Speech.Diarization.Loading;

/// <summary>The files of a diarization model are missing, malformed or unsupported. The message may be shown to clients.</summary>
/// <param name="message">The fault, with the file's name but without its folder.</param>
/// <param name="inner">The cause, if it is another exception.</param>
public sealed class DiarizationModelException(string message, Exception? inner = null) : Exception(message, inner);
