using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;
using Speech.Transcription.Wire;

namespace Speech.Storage.Outputs;

/// <summary>Builds the blobs that are published for an audio blob.</summary>
internal static class OutputBuilder
{
    private const string JsonContentType = "application/json; charset=utf-8";

    /// <summary>The transcript in every requested format, then the JSON transcript.</summary>
    public static List<Output> BuildTranscript(
        BlobNames names, Transcript transcript, InferenceParameters parameters, IReadOnlyList<TranscriptFormat> formats) =>
    [
        .. formats.Select(format => new Output(
            names.FormatName(format),
            BinaryData.FromString(TranscriptFormats.Write(format, transcript, parameters.Subtitles)),
            TranscriptFormats.ContentTypeOf(format))),
        new Output(names.Transcript, BinaryData.FromBytes(TranscriptionResponse.From(transcript, parameters).ToJson()), JsonContentType),
    ];

    /// <summary>The error in place of a transcript.</summary>
    public static List<Output> BuildError(BlobNames names, string message)
        => [new Output(names.Error, BinaryData.FromBytes(new ErrorBody(message).ToJson()), JsonContentType)];
}
