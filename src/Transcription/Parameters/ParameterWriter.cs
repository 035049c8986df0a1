using System.Globalization;
using Speech.Whisper;

namespace Speech.Transcription.Parameters;

/// <summary>The inverse of <see cref="ParameterReader"/>: parameters as named texts, for where a request is kept for later.</summary>
public static class ParameterWriter
{
    /// <summary>Every parameter that is not at its default, by the name that requests have for it. ASCII; short.</summary>
    public static IReadOnlyDictionary<string, string> Write(InferenceParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var defaults = Texts(new InferenceParameters());
        return Texts(parameters).Where(pair => pair.Value is not null && pair.Value != defaults[pair.Key]).ToDictionary(pair => pair.Key, pair => pair.Value!);
    }

    private static Dictionary<string, string?> Texts(InferenceParameters parameters) => new()
    {
        ["task"] = parameters.Task is SpeechTask.Translate ? "translate" : "transcribe",
        ["batch_size"] = Text(parameters.BatchSize),
        ["assisted"] = parameters.Assisted ? "true" : "false",
        ["chunk_length_s"] = parameters.ChunkLengthSeconds.ToString("R", CultureInfo.InvariantCulture),
        ["sampling_rate"] = Text(parameters.SamplingRate),
        ["language"] = parameters.Language,
        ["num_speakers"] = Text(parameters.SpeakerCount),
        ["min_speakers"] = Text(parameters.MinSpeakers),
        ["max_speakers"] = Text(parameters.MaxSpeakers),
        ["return_timestamps"] = parameters.Timestamps is TimestampDetail.Word ? "word" : "true",
        ["return_turns"] = parameters.Turns switch { TurnForm.List => "true", TurnForm.Rttm => "rttm", _ => "false" },
        ["return_embeddings"] = parameters.Embeddings ? "true" : "false",
        ["partial"] = parameters.Partial ? "true" : "false",
    };

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
