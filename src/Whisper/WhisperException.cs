namespace Speech.Whisper;

/// <summary>The engine cannot do what was requested. The message contains no paths and can be shown to clients.</summary>
public sealed class WhisperException(string message, Exception? inner = null) : Exception(message, inner);
