using Speech.Transcription.Formats;
using Speech.Whisper;

namespace Speech.Transcription.Parameters;

/// <summary>The parameters of one request. A new instance has the defaults; <see cref="ParameterReader"/> creates validated ones.</summary>
public sealed record InferenceParameters
{
    /// <summary>Characters of <see cref="Prompt"/>, more than the model's context holds.</summary>
    public const int MaxPromptLength = 1000;

    /// <summary>The largest number of <see cref="Hotwords"/>.</summary>
    public const int MaxHotwords = 100;

    /// <summary>The largest number of characters of one of them.</summary>
    public const int MaxHotwordLength = 100;

    /// <summary>Maximum of <see cref="Beams"/> and <see cref="BestOf"/>.</summary>
    public const int MaxBeams = 8;

    /// <summary>Maximum of <see cref="SpeakerCount"/> and <see cref="MinSpeakers"/>: memory and time grow with the speakers.</summary>
    public const int MaxSpeakerCount = 100;

    /// <summary><c>task</c>, default <see cref="SpeechTask.Transcribe"/>.</summary>
    public SpeechTask Task { get; init; } = SpeechTask.Transcribe;

    /// <summary><c>num_beams</c>, default null, which is the endpoint's default; 1 to 8: beams of the search, 1 for greedy decoding. Not
    /// above 1 together with <see cref="Assisted"/>.</summary>
    public int? Beams { get; init; }

    /// <summary><c>patience</c>, default null, 0.1 to 10: the search of a window ends with this many results, as a multiple of the number
    /// of beams; null to go on as long as a sequence may still become the best one.</summary>
    public double? Patience { get; init; }

    /// <summary><c>length_penalty</c>, default 1, -5 to 5: exponent of the length by which the score of a sequence is divided.</summary>
    public double LengthPenalty { get; init; } = 1;

    /// <summary><c>best_of</c>, default null, which is the number of beams; 1 to 8: samples of which the most likely one is taken, where a
    /// window is decoded again at a temperature above 0.</summary>
    public int? BestOf { get; init; }

    /// <summary><c>batch_size</c>, default 24, at least 1: windows decoded together. The machine's own limit may lower it.</summary>
    public int BatchSize { get; init; } = 24;

    /// <summary><c>assisted</c>, default false: speculative decoding with the assistant model.</summary>
    public bool Assisted { get; init; }

    /// <summary><c>chunk_length_s</c>, default 30, 1 to 30: length of a window in seconds.</summary>
    public double ChunkLengthSeconds { get; init; } = 30;

    /// <summary><c>chunking</c>: <c>"silence"</c> for <see cref="Chunking.Silence"/> (the default) or <c>"stride"</c>.</summary>
    public Chunking Chunking { get; init; } = Chunking.Silence;

    /// <summary><c>sampling_rate</c>, default 16000, 1000 to 384000 Hz: the rate of raw PCM. For files the rate in the container
    /// applies.</summary>
    public int SamplingRate { get; init; } = 16_000;

    /// <summary><c>language</c>, default null (or <c>"auto"</c>), which detects it: Whisper's code of the spoken language.</summary>
    public string? Language { get; init; }

    /// <summary><c>prompt</c>, default null: text that precedes the transcript, for names and spelling; its last
    /// <see cref="MaxPromptLength"/> characters.</summary>
    public string? Prompt { get; init; }

    /// <summary><c>hotwords</c>, default none: names and terms that may occur in the audio, as context before <see cref="Prompt"/>; at most
    /// <see cref="MaxHotwords"/>.</summary>
    public IReadOnlyList<string> Hotwords { get; init; } = [];

    /// <summary><c>temperature</c>, default null, 0 to 1: the sampling temperature. Null and 0 decode with the fallback over
    /// temperatures; the reader gives null for both.</summary>
    public double? Temperature { get; init; }

    /// <summary><c>num_speakers</c>, default null, 1 to <see cref="MaxSpeakerCount"/>: the number of speakers, where it is known.</summary>
    public int? SpeakerCount { get; init; }

    /// <summary><c>min_speakers</c>, default null, 1 to <see cref="MaxSpeakerCount"/> and at most <see cref="MaxSpeakers"/>.</summary>
    public int? MinSpeakers { get; init; }

    /// <summary><c>max_speakers</c>, default null, at least 1.</summary>
    public int? MaxSpeakers { get; init; }

    /// <summary><c>known_speakers</c>, default none: speakers who are named where they are recognized. A request that is processed later
    /// cannot have any.</summary>
    public IReadOnlyList<KnownSpeaker> KnownSpeakers { get; init; } = [];

    /// <summary><c>speaker_order</c>: <c>"appearance"</c> for <see cref="SpeakerOrder.Appearance"/>, the default, or
    /// <c>"cluster"</c>.</summary>
    public SpeakerOrder SpeakerOrder { get; init; }

    /// <summary><c>return_timestamps</c>: true for <see cref="TimestampGranularity.Segment"/> (the default; false has the same effect,
    /// since every answer includes its chunks), or <c>"word"</c>.</summary>
    public TimestampGranularity Timestamps { get; init; } = TimestampGranularity.Segment;

    /// <summary><c>return_turns</c>: whether the answer includes the speaker turns, overlaps included. True for
    /// <see cref="TurnFormat.List"/>,
    /// <c>"rttm"</c> for <see cref="TurnFormat.Rttm"/>; default false, which is <see cref="TurnFormat.None"/>.</summary>
    public TurnFormat Turns { get; init; }

    /// <summary><c>return_embeddings</c>, default false: whether the answer includes the mean embedding of each speaker.</summary>
    public bool Embeddings { get; init; }

    /// <summary><c>partial</c>, default false: where the diarization fails, answer with the text and a warning instead of an
    /// error.</summary>
    public bool Partial { get; init; }

    /// <summary><c>channels</c>: <c>"mono"</c> for <see cref="ChannelMode.Mono"/>, the default, or <c>"separate"</c>.</summary>
    public ChannelMode Channels { get; init; }

    /// <summary><c>callback_url</c>, default null: an <c>https</c> URL that the outcome of a job is sent to.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary><c>return_scores</c>, default false: whether chunks and words include how certain the model is of them.</summary>
    public bool Scores { get; init; }

    /// <summary><c>return_timings</c>, default false: whether the answer includes where its time went.</summary>
    public bool Timings { get; init; }

    /// <summary>The names in <c>generate_kwargs</c> that are unknown, as a comma-separated list; null where there are none.</summary>
    public string? IgnoredNames { get; init; }

    /// <summary><c>response_format</c>: the format of the answer; default null, which is JSON.</summary>
    public TranscriptFormat? Format { get; init; }

    /// <summary><c>max_line_width</c>, <c>max_line_count</c> and <c>max_cue_s</c>: the limits of subtitle cues.</summary>
    public SubtitleOptions Subtitles { get; init; } = new();
}
