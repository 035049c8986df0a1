namespace Speech.Whisper;

/// <summary>The engine cannot do what was asked; the message is fit for the client.</summary>
public sealed class WhisperException(string message, Exception? inner = null) : Exception(message, inner);
