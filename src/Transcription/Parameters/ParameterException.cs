namespace Speech.Transcription.Parameters;

/// <summary>The parameters of a request are invalid.</summary>
/// <param name="faults">One clause per fault; all of them.</param>
public sealed class ParameterException(IReadOnlyList<string> faults)
    : TranscriptionException("Invalid parameters: " + string.Join("; ", faults))
{
    /// <summary>One clause per fault; all of them.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>The parameter of the first fault, which begins with its name.</summary>
    public string FirstParameter => Faults[0].Split(' ', ',')[0];
}
