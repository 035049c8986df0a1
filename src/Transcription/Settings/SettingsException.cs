namespace Speech.Transcription.Settings;

/// <summary>The settings cannot be used; the process must not start with them.</summary>
/// <param name="faults">One sentence for each fault, all of them.</param>
public sealed class SettingsException(IReadOnlyList<string> faults)
    : TranscriptionException("The settings cannot be used:" + string.Concat(faults.Select(fault => "\n  - " + fault)))
{
    /// <summary>One sentence for each fault, all of them.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
