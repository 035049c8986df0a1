namespace Speech.Transcription.Settings;

/// <summary>The settings are invalid; the process must not start.</summary>
/// <param name="faults">One sentence per fault; all of them.</param>
public sealed class SettingsException(IReadOnlyList<string> faults)
    : TranscriptionException("The settings cannot be used:" + string.Concat(faults.Select(fault => "\n  - " + fault)))
{
    /// <summary>One sentence per fault; all of them.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
