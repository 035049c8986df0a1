namespace Speech.Transcription.Settings;

/// <summary>A value that may be used but never shown: it prints as <c>***</c>, also inside the records that hold it.</summary>
/// <param name="value">The value to hide.</param>
public sealed class Secret(string value)
{
    /// <summary>The value itself, for the one place that needs it.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
