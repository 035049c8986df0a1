using Speech.Transcription.Answers;
using Speech.Transcription.Formats;

namespace Speech.Storage.Outputs;

/// <summary>Builds the blobs that are published for an audio blob.</summary>
internal static class OutputBuilder
{
    private const string JsonContentType = "application/json; charset=utf-8";

    /// <summary>The transcript in every requested format, then the JSON transcript.</summary>
    public static List<Output> Transcript(BlobNames names, TranscriptionResult result, IReadOnlyList<TranscriptFormat> formats) =>
    [
        .. formats.Select(format => new Output(
            names.FormatName(format),
            BinaryData.FromString(TranscriptFormats.Write(format, result)),
            TranscriptFormats.ContentTypeOf(format))),
        new Output(names.Transcript, BinaryData.FromBytes(result.ToJson()), JsonContentType),
    ];

    /// <summary>The error in place of a transcript.</summary>
    public static List<Output> Error(BlobNames names, string message)
        => [new Output(names.Error, new ErrorDocument(message).ToJson(), JsonContentType)];
}
