using System.Globalization;
using Speech.Transcription.Options;

namespace Speech.Storage.Outputs;

/// <summary>The metadata of every output of one transcription.</summary>
/// <param name="SourceETag">The unquoted ETag of the audio.</param>
/// <param name="AudioSeconds">The length of the audio that was read, in seconds.</param>
/// <param name="Elapsed">The duration of the transcription.</param>
/// <param name="Finished">When the transcription ended.</param>
internal sealed record OutputMetadata(string SourceETag, double AudioSeconds, TimeSpan Elapsed, DateTimeOffset Finished)
{
    public Dictionary<string, string> ToDictionary(ModelOptions models)
    {
        var metadata = new Dictionary<string, string>
        {
            [BlobOutputs.SourceETagKey] = SourceETag,
            ["asr_model"] = DisplayName(models.AsrModel),
            ["audio_seconds"] = AudioSeconds.ToString("0.##", CultureInfo.InvariantCulture),
            ["transcription_seconds"] = Elapsed.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture),
            ["finished"] = Finished.ToString("O", CultureInfo.InvariantCulture),
        };
        if (models.AssistantModel is { } assistant) metadata["assistant_model"] = DisplayName(assistant);
        if (models.DiarizationModel is { } diarization) metadata["diarization_model"] = DisplayName(diarization);
        return metadata;
    }

    /// <summary>Only the last part of a local path, which would disclose the server's folders. ASCII, because metadata travels in HTTP
    /// headers.</summary>
    private static string DisplayName(string model)
    {
        var name = Path.Exists(model) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))) : model;
        return string.Concat(name.Select(character => character is > ' ' and <= '~' ? character : '_'));
    }
}
