namespace Speech.Transcription.Parameters;

/// <summary>The numbers of speakers without a name.</summary>
public enum SpeakerOrder
{
    /// <summary><c>SPEAKER_00</c> is the first to speak.</summary>
    Appearance,

    /// <summary>The order of the clusters, as pyannote numbers them.</summary>
    Cluster,
}
