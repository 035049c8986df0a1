namespace Speech.Transcription.Parameters;

/// <summary>The form of the speaker turns in an answer.</summary>
public enum TurnFormat
{
    /// <summary>No turns.</summary>
    None,

    /// <summary>A list under <c>turns</c>.</summary>
    List,

    /// <summary>The text of an RTTM file under <c>rttm</c>, which scoring tools read.</summary>
    Rttm,
}
