namespace Speech.Diarization.Checkpoints;

/// <summary>The files of a diarization model are not what they should be; the message is fit for the client.</summary>
/// <param name="message">What is wrong, with the file's name but without its folder.</param>
/// <param name="inner">The reason, where another exception told it.</param>
public sealed class DiarizationModelException(string message, Exception? inner = null) : Exception(message, inner);
