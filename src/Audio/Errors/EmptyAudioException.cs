namespace Speech.Audio;

/// <summary>There are no bytes, or a container without a single sample. (Silence is not empty.)</summary>
public sealed class EmptyAudioException() : AudioException("The audio is empty.");
