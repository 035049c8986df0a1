using Speech.Whisper;

namespace Speech.Transcription.Parameters;

/// <summary>What one request asks for. A fresh one holds the defaults; <see cref="ParameterReader"/> makes valid ones.</summary>
public sealed record InferenceParameters
{
    /// <summary><c>task</c>, default <see cref="SpeechTask.Transcribe"/>.</summary>
    public SpeechTask Task { get; init; } = SpeechTask.Transcribe;

    /// <summary><c>batch_size</c>, default 24, at least 1: windows decoded together. The machine's own cap may lower it.</summary>
    public int BatchSize { get; init; } = 24;

    /// <summary><c>assisted</c>, default false: speculative decoding with the assistant model.</summary>
    public bool Assisted { get; init; }

    /// <summary><c>chunk_length_s</c>, default 30, 1 to 30: seconds of a window.</summary>
    public double ChunkLengthSeconds { get; init; } = 30;

    /// <summary><c>sampling_rate</c>, default 16000, 1000 to 384000 Hz: the rate of raw PCM. A container's own rate counts for files.</summary>
    public int SamplingRate { get; init; } = 16_000;

    /// <summary><c>language</c>, default null, which detects it: Whisper's code of the language spoken.</summary>
    public string? Language { get; init; }

    /// <summary><c>num_speakers</c>, default null, at least 1: how many speakers there are, where that is known.</summary>
    public int? SpeakerCount { get; init; }

    /// <summary><c>min_speakers</c>, default null, at least 1 and at most <see cref="MaxSpeakers"/>.</summary>
    public int? MinSpeakers { get; init; }

    /// <summary><c>max_speakers</c>, default null, at least 1.</summary>
    public int? MaxSpeakers { get; init; }

    /// <summary><c>return_timestamps</c>: true for <see cref="TimestampDetail.Chunk"/> (the default; false means it too,
    /// since every answer holds its chunks), or <c>"word"</c>.</summary>
    public TimestampDetail Timestamps { get; init; } = TimestampDetail.Chunk;

    /// <summary><c>return_turns</c>: who speaks when as it was heard, overlaps included, beside the text. True for <see cref="TurnForm.List"/>,
    /// <c>"rttm"</c> for <see cref="TurnForm.Rttm"/>; default false, which is <see cref="TurnForm.None"/>.</summary>
    public TurnForm Turns { get; init; }

    /// <summary><c>return_embeddings</c>, default false: the mean voice of each speaker.</summary>
    public bool Embeddings { get; init; }

    /// <summary><c>partial</c>, default false: where the diarization fails, answer with the text alone and a warning instead of an error.</summary>
    public bool Partial { get; init; }
}

/// <summary>How an answer tells the turns of the speakers.</summary>
public enum TurnForm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A list under <c>turns</c>.</summary>
    List,

    /// <summary>The text of an RTTM file under <c>rttm</c>: what scoring tools read.</summary>
    Rttm,
}

/// <summary>How fine the times of an answer are.</summary>
public enum TimestampDetail
{
    /// <summary>One start and end for each phrase that the model marks off.</summary>
    Chunk,

    /// <summary>One start and end for each word.</summary>
    Word,
}
