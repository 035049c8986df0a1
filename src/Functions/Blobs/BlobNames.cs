using Speech.Transcription.Formats;

namespace Speech.Functions.Blobs;

/// <summary>What the blobs are called that come of a piece of audio.</summary>
/// <param name="Audio">The name of the audio's blob, whole.</param>
internal sealed record BlobNames(string Audio)
{
    private const int LongestName = 1024;
    private const string ErrorMark = ".error";
    private const string StatusMark = ".status";

    public string Transcript => Audio + ".json";

    public string Error => Audio + ErrorMark + ".json";

    public string Status => Audio + StatusMark + ".json";

    /// <summary>Everything that may be published, for any outcome.</summary>
    public IEnumerable<string> Publishable => [Transcript, Error, .. TranscriptFormats.All.Select(Of)];

    /// <summary>False where the outputs of this audio would be called like those of another, or longer than a name may be.</summary>
    public bool AreUsable
        => !Audio.EndsWith(ErrorMark, StringComparison.Ordinal) && !Audio.EndsWith(StatusMark, StringComparison.Ordinal) && Status.Length <= LongestName;

    public string Of(TranscriptFormat format) => $"{Audio}.{TranscriptFormats.ExtensionOf(format)}";
}
