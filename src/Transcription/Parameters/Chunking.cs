namespace Speech.Transcription.Parameters;

/// <summary>How audio is cut into windows.</summary>
public enum Chunking
{
    /// <summary>At silences, where voice activity detection finds them; silence between windows is skipped.</summary>
    Silence,

    /// <summary>At equal lengths, with an overlap that is merged: the way of the reference.</summary>
    Stride,
}
