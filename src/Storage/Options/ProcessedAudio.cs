namespace Speech.Storage.Options;

/// <summary>What becomes of uploaded audio once its transcript or its error is published. The audio of a job is always deleted
/// then.</summary>
public enum ProcessedAudio
{
    /// <summary>It stays in the audio container.</summary>
    Keep,

    /// <summary>It is moved to the container of processed audio, and so is what is no audio by its name.</summary>
    Move,

    /// <summary>It is deleted if it was transcribed, and moved otherwise.</summary>
    Delete,
}
