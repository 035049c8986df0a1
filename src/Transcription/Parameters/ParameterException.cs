namespace Speech.Transcription.Parameters;

/// <summary>The parameters of a request cannot be used.</summary>
/// <param name="faults">One clause for each fault, all of them.</param>
public sealed class ParameterException(IReadOnlyList<string> faults)
    : TranscriptionException("Invalid parameters: " + string.Join("; ", faults))
{
    /// <summary>One clause for each fault, all of them.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
