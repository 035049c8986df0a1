using Microsoft.OpenApi;
using Speech.Transcription.Parameters;

namespace Speech.Functions.Documentation;

/// <summary>The parameters of a transcription. A test holds them to <see cref="ParameterReader"/>.</summary>
internal static class ApiParameters
{
    private static readonly InferenceParameters Defaults = new();

    public static IReadOnlyList<ApiParameter> All { get; } =
    [
        new("task", JsonSchemaType.String, "`translate` translates to English; 400 from a model that cannot translate.")
        {
            Default = "transcribe", Values = ["transcribe", "translate"],
        },
        new("language", JsonSchemaType.String,
            "The language of the speech: a code or an English name, such as `en` or `english`. Detected when absent."),
        new("return_timestamps", JsonSchemaType.Boolean,
            "`word` adds the times of words, and assigns words rather than segments to speakers.")
        {
            Default = true, Values = ["word"],
        },
        new("batch_size", JsonSchemaType.Integer,
            "The number of 30-second windows decoded together; the setting `MAX_BATCH_SIZE` may lower it.")
        {
            Default = Defaults.BatchSize, Minimum = 1,
        },
        new("chunk_length_s", JsonSchemaType.Number, "The length of a window in seconds.")
        {
            Default = Defaults.ChunkLengthSeconds, Minimum = 1, Maximum = 30,
        },
        new("chunking", JsonSchemaType.String,
            "`silence` cuts windows at pauses and skips silence; `stride` cuts windows of equal length that overlap, as in the reference.")
        {
            Default = "silence", Values = ["silence", "stride"],
        },
        new("assisted", JsonSchemaType.Boolean,
            "Speculative decoding with the assistant model: the same text, sooner; 400 without an `ASSISTANT_MODEL`.")
        {
            Default = Defaults.Assisted,
        },
        new("sampling_rate", JsonSchemaType.Integer, "The rate of raw PCM in Hz, where its content type names none. Files carry their own.")
        {
            Default = Defaults.SamplingRate, Minimum = 1_000, Maximum = 384_000,
        },
        new("num_speakers", JsonSchemaType.Integer, "The number of speakers, where it is known.") { Minimum = 1 },
        new("min_speakers", JsonSchemaType.Integer, "The smallest number of speakers to assume; at most `max_speakers`.") { Minimum = 1 },
        new("max_speakers", JsonSchemaType.Integer, "The largest number of speakers to assume.") { Minimum = 1 },
        new("return_turns", JsonSchemaType.Boolean, "Adds who spoke when, overlaps included; `rttm` adds it as the text of an RTTM file.")
        {
            Default = false, Values = ["rttm"],
        },
        new("return_embeddings", JsonSchemaType.Boolean, "Adds the mean embedding of each speaker.") { Default = Defaults.Embeddings },
        new("partial", JsonSchemaType.Boolean, "When the diarization fails, answer with the text and a warning instead of an error.")
        {
            Default = Defaults.Partial,
        },
    ];
}
