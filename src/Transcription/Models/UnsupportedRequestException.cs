namespace Speech.Transcription.Models;

/// <summary>A valid request asks for something that the configured models do not support.</summary>
/// <param name="message">What is not supported.</param>
public sealed class UnsupportedRequestException(string message) : TranscriptionException(message);
