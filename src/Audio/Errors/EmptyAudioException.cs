namespace Speech.Audio.Errors;

/// <summary>The audio has no bytes, or is a container without samples. (Silence is not empty.)</summary>
public sealed class EmptyAudioException() : AudioException("The audio is empty.");
