using Speech.Transcription.Formats;

namespace Speech.Storage.Outputs;

/// <summary>The names of an audio blob and of the blobs derived from it.</summary>
/// <param name="Audio">The full name of the audio blob.</param>
internal sealed record BlobNames(string Audio)
{
    private const int MaxLength = 1024;
    private const string ErrorSuffix = ".error";
    private const string StatusSuffix = ".status";

    public string Transcript => Audio + ".json";

    public string Error => Audio + ErrorSuffix + ".json";

    public string Status => Audio + StatusSuffix + ".json";

    /// <summary>The names that belong to a status blob; null for another blob.</summary>
    public static BlobNames? FromStatus(string name)
        => name.EndsWith(StatusSuffix + ".json", StringComparison.Ordinal) ? new(name[..^(StatusSuffix.Length + ".json".Length)]) : null;

    /// <summary>The names of every possible output, for any outcome and any format.</summary>
    public IEnumerable<string> Outputs => [Transcript, Error, .. TranscriptFormats.All.Select(FormatName)];

    /// <summary>False where an output's name would collide with an output of other audio or exceed the storage's length limit.</summary>
    public bool AreValid
        => !Audio.EndsWith(ErrorSuffix, StringComparison.Ordinal)
        && !Audio.EndsWith(StatusSuffix, StringComparison.Ordinal)
        && Status.Length <= MaxLength;

    /// <summary>The name of the transcript in a format.</summary>
    public string FormatName(TranscriptFormat format) => $"{Audio}.{TranscriptFormats.ExtensionOf(format)}";
}
