namespace Speech.Transcription.Options;

/// <summary>A value that must not be displayed: its text is <c>***</c>, also within the text of records that contain it.</summary>
/// <param name="value">The secret value.</param>
public sealed class Secret(string value)
{
    /// <summary>Returns the secret value.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
