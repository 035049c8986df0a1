using Microsoft.OpenApi;
using Speech.Transcription.Formats;
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
            "The language of the speech: a code, a tag or an English name, such as `en`, `en-US` or `english`. Detected when absent or "
            + "`auto`."),
        new("prompt", JsonSchemaType.String,
            "Text that precedes the transcript, as context for names and spelling; its last 1000 characters."),
        new("hotwords", JsonSchemaType.Array,
            "Names and terms that may occur, as context before `prompt`; a list, or text that commas separate.")
        {
            ItemType = JsonSchemaType.String,
        },
        new("temperature", JsonSchemaType.Number, "The sampling temperature; 0 decodes with the automatic fallback over temperatures.")
        {
            Minimum = 0, Maximum = 1,
        },
        new("return_timestamps", JsonSchemaType.Boolean,
            "`word` adds the times of words, and assigns words rather than segments to speakers.")
        {
            Default = true, Values = ["word"],
        },
        new("num_beams", JsonSchemaType.Integer,
            "Beams of the search; 1 is greedy decoding, sooner and less accurate. The setting `NUM_BEAMS` is the default.")
        {
            Minimum = 1, Maximum = InferenceParameters.MaxBeams,
        },
        new("patience", JsonSchemaType.Number,
            "The search of a window ends with this many results, as a multiple of the beams; absent: while a better one may come.")
        {
            Minimum = 0.1, Maximum = 10,
        },
        new("length_penalty", JsonSchemaType.Number, "Exponent of the length by which a score is divided; less favors short texts.")
        {
            Default = Defaults.LengthPenalty, Minimum = -5, Maximum = 5,
        },
        new("best_of", JsonSchemaType.Integer,
            "Samples of which the most likely one is taken where a window is decoded again at a temperature above 0; absent: the beams.")
        {
            Minimum = 1, Maximum = InferenceParameters.MaxBeams,
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
        new("num_speakers", JsonSchemaType.Integer, "The number of speakers, where it is known.")
        {
            Minimum = 1, Maximum = InferenceParameters.MaxSpeakerCount,
        },
        new("min_speakers", JsonSchemaType.Integer, "The smallest number of speakers to assume; at most `max_speakers`.")
        {
            Minimum = 1, Maximum = InferenceParameters.MaxSpeakerCount,
        },
        new("max_speakers", JsonSchemaType.Integer, "The largest number of speakers to assume.") { Minimum = 1 },
        new("known_speakers", JsonSchemaType.Array,
            "Objects with `name` and `audio`, a recording of that speaker in base64: whom the model recognizes gets the name. "
            + "Not for jobs.")
        {
            ItemType = JsonSchemaType.Object,
        },
        new("speaker_order", JsonSchemaType.String,
            "`appearance` numbers speakers in the order in which they first speak; `cluster` as pyannote does.")
        {
            Default = "appearance", Values = ["appearance", "cluster"],
        },
        new("return_turns", JsonSchemaType.Boolean, "Adds who spoke when, overlaps included; `rttm` adds it as the text of an RTTM file.")
        {
            Default = false, Values = ["rttm"],
        },
        new("return_embeddings", JsonSchemaType.Boolean, "Adds the mean embedding of each speaker.") { Default = Defaults.Embeddings },
        new("partial", JsonSchemaType.Boolean, "When the diarization fails, answer with the text and a warning instead of an error.")
        {
            Default = Defaults.Partial,
        },
        new("channels", JsonSchemaType.String,
            "`separate` transcribes each channel by itself, as the speakers `CHANNEL_00`, ...; otherwise they are averaged. Not with a "
            + "number of speakers or known speakers.")
        {
            Default = "mono", Values = ["mono", "separate"],
        },
        new("callback_url", JsonSchemaType.String,
            "An https URL that gets the outcome of a job by POST, signed; its host has to be among `CALLBACK_HOSTS`. 400 unless the "
            + "request becomes a job."),
        new("return_scores", JsonSchemaType.Boolean,
            "Adds `confidence`, `avg_logprob` and `no_speech_prob` to chunks, and `confidence` to words.")
        {
            Default = Defaults.Scores,
        },
        new("return_timings", JsonSchemaType.Boolean, "Adds where the time of the answer went.") { Default = Defaults.Timings },
        new("generate_kwargs", JsonSchemaType.Object,
            "What clients of Hugging Face send, also as `generation_parameters`: `task`, `language`, `num_beams` and `return_timestamps` "
            + "count where they are not given outside; others are named in `warning`."),
        new("response_format", JsonSchemaType.String,
            "The format of the answer, before the `Accept` header: `srt` and `vtt` subtitles, `txt` (or `text`), `rttm` speaker turns.")
        {
            Default = "json", Values = ["json", .. TranscriptFormats.All.Select(TranscriptFormats.ExtensionOf), "text"],
        },
        new("max_line_width", JsonSchemaType.Integer, "Subtitles: columns of a line; a full-width character has two.")
        {
            Default = Defaults.Subtitles.MaxLineWidth, Minimum = 10, Maximum = 200,
        },
        new("max_line_count", JsonSchemaType.Integer, "Subtitles: lines of a cue.")
        {
            Default = Defaults.Subtitles.MaxLineCount, Minimum = 1, Maximum = 10,
        },
        new("max_cue_s", JsonSchemaType.Number, "Subtitles: the longest time of a cue in seconds.")
        {
            Default = Defaults.Subtitles.MaxCueSeconds, Minimum = 1, Maximum = 60,
        },
    ];
}
