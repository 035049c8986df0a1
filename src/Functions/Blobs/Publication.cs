using System.Globalization;
using Speech.Functions.Responses;
using Speech.Transcription.Answers;
using Speech.Transcription.Formats;
using Speech.Transcription.Settings;

namespace Speech.Functions.Blobs;

/// <summary>What is published of one piece of audio, and the metadata it bears.</summary>
internal static class Publication
{
    public static List<Output> Of(BlobNames names, TranscriptionResult result, IReadOnlyList<TranscriptFormat> formats) =>
    [
        .. formats.Select(format => new Output(
            names.Of(format), BinaryData.FromString(TranscriptFormats.Write(format, result)), TranscriptFormats.ContentTypeOf(format))),
        new Output(names.Transcript, BinaryData.FromBytes(result.ToJson()), "application/json; charset=utf-8"),
    ];

    public static List<Output> Of(BlobNames names, string sentence)
        => [new Output(names.Error, BinaryData.FromBytes(new ErrorBody(sentence).ToJson()), "application/json; charset=utf-8")];

    /// <param name="sourceETag">Of the audio.</param>
    /// <param name="models">That heard it.</param>
    /// <param name="audioSeconds">The length of the audio, as far as it was read.</param>
    /// <param name="taken">The time that it took.</param>
    /// <param name="finished">When it was done.</param>
    public static Dictionary<string, string> Metadata(string sourceETag, ModelSettings models, double audioSeconds, TimeSpan taken, DateTimeOffset finished)
    {
        var metadata = new Dictionary<string, string>
        {
            [Outputs.SourceETag] = sourceETag,
            ["asr_model"] = Shown(models.AsrModel),
            ["audio_seconds"] = audioSeconds.ToString("0.##", CultureInfo.InvariantCulture),
            ["transcription_seconds"] = taken.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture),
            ["finished"] = finished.ToString("O", CultureInfo.InvariantCulture),
        };
        if (models.AssistantModel is { } assistant) metadata["assistant_model"] = Shown(assistant);
        if (models.DiarizationModel is { } diarization) metadata["diarization_model"] = Shown(diarization);
        return metadata;
    }

    /// <summary>Of a folder or a file only its own name, since where it lies on the server is nobody's business. ASCII, as headers are.</summary>
    private static string Shown(string model)
    {
        var name = Path.Exists(model) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))) : model;
        return string.Concat(name.Select(letter => letter is > ' ' and <= '~' ? letter : '_'));
    }
}
