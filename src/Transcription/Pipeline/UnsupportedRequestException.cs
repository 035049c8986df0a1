namespace Speech.Transcription.Pipeline;

/// <summary>A request that is valid in itself asks for what this endpoint's models cannot do.</summary>
/// <param name="message">What cannot be done.</param>
public sealed class UnsupportedRequestException(string message) : TranscriptionException(message);
