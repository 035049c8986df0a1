using Speech.Whisper;

namespace Speech.Transcription.Parameters;

/// <summary>The parameters of one request. A new instance has the defaults; <see cref="ParameterReader"/> creates validated ones.</summary>
public sealed record InferenceParameters
{
    /// <summary><c>task</c>, default <see cref="SpeechTask.Transcribe"/>.</summary>
    public SpeechTask Task { get; init; } = SpeechTask.Transcribe;

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

    /// <summary><c>language</c>, default null, which detects it: Whisper's code of the spoken language.</summary>
    public string? Language { get; init; }

    /// <summary><c>num_speakers</c>, default null, at least 1: the number of speakers, where it is known.</summary>
    public int? SpeakerCount { get; init; }

    /// <summary><c>min_speakers</c>, default null, at least 1 and at most <see cref="MaxSpeakers"/>.</summary>
    public int? MinSpeakers { get; init; }

    /// <summary><c>max_speakers</c>, default null, at least 1.</summary>
    public int? MaxSpeakers { get; init; }

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
}

/// <summary>How audio is cut into windows.</summary>
public enum Chunking
{
    /// <summary>At silences, where voice activity detection finds them; silence between windows is skipped.</summary>
    Silence,

    /// <summary>At equal lengths, with an overlap that is merged: the way of the reference.</summary>
    Stride,
}

/// <summary>The form of the speaker turns in an answer.</summary>
public enum TurnFormat
{
    /// <summary>No turns.</summary>
    None,

    /// <summary>A list under <c>turns</c>.</summary>
    List,

    /// <summary>The text of an RTTM file under <c>rttm</c>, which scoring tools read.</summary>
    Rttm,
}

/// <summary>The granularity of the times in an answer.</summary>
public enum TimestampGranularity
{
    /// <summary>A start and an end for each segment of the model.</summary>
    Segment,

    /// <summary>A start and an end for each word as well.</summary>
    Word,
}
