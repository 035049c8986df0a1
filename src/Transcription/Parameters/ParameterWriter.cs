using System.Collections.Frozen;
using System.Globalization;
using Speech.Transcription.Formats;

namespace Speech.Transcription.Parameters;

/// <summary>The inverse of <see cref="ParameterReader"/>: writes parameters as text by name, to store a request for later.</summary>
public static class ParameterWriter
{
    private static readonly FrozenDictionary<string, string?> Defaults = ToTexts(new InferenceParameters()).ToFrozenDictionary();

    /// <summary>The names of all parameters.</summary>
    internal static IEnumerable<string> Names => Defaults.Keys;

    /// <summary>Every parameter that differs from its default, by its name in requests. Short ASCII text.</summary>
    public static IReadOnlyDictionary<string, string> Write(InferenceParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return ToTexts(parameters)
            .Where(pair => pair.Value is not null && pair.Value != Defaults[pair.Key])
            .ToDictionary(pair => pair.Key, pair => pair.Value!);
    }

    private static Dictionary<string, string?> ToTexts(InferenceParameters parameters) => new()
    {
        ["task"] = Choices.Task.NameOf(parameters.Task),
        ["batch_size"] = ToText(parameters.BatchSize),
        ["assisted"] = ToText(parameters.Assisted),
        ["chunk_length_s"] = ToText(parameters.ChunkLengthSeconds),
        ["chunking"] = Choices.Chunking.NameOf(parameters.Chunking),
        ["num_beams"] = ToText(parameters.Beams),
        ["patience"] = ToText(parameters.Patience),
        ["length_penalty"] = ToText(parameters.LengthPenalty),
        ["best_of"] = ToText(parameters.BestOf),
        ["sampling_rate"] = ToText(parameters.SamplingRate),
        ["language"] = parameters.Language,
        ["prompt"] = parameters.Prompt,
        ["hotwords"] = ListParameters.Write(parameters.Hotwords),
        ["temperature"] = ToText(parameters.Temperature),
        ["num_speakers"] = ToText(parameters.SpeakerCount),
        ["min_speakers"] = ToText(parameters.MinSpeakers),
        ["max_speakers"] = ToText(parameters.MaxSpeakers),
        ["known_speakers"] = ListParameters.Write(parameters.KnownSpeakers),
        ["speaker_order"] = Choices.SpeakerOrder.NameOf(parameters.SpeakerOrder),
        ["return_timestamps"] = parameters.Timestamps is TimestampGranularity.Word ? "word" : "true",
        ["return_turns"] = parameters.Turns switch { TurnFormat.List => "true", TurnFormat.Rttm => "rttm", _ => "false" },
        ["return_embeddings"] = ToText(parameters.Embeddings),
        ["partial"] = ToText(parameters.Partial),
        ["channels"] = Choices.Channels.NameOf(parameters.Channels),
        ["callback_url"] = parameters.CallbackUrl,
        ["return_scores"] = ToText(parameters.Scores),
        ["return_timings"] = ToText(parameters.Timings),
        [GenerateKwargs.Name] = GenerateKwargs.Write(parameters.IgnoredNames),
        ["response_format"] = parameters.Format is { } format ? TranscriptFormats.ExtensionOf(format) : "json",
        ["max_line_width"] = ToText(parameters.Subtitles.MaxLineWidth),
        ["max_line_count"] = ToText(parameters.Subtitles.MaxLineCount),
        ["max_cue_s"] = ToText(parameters.Subtitles.MaxCueSeconds),
    };

    private static string? ToText(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);

    private static string ToText(bool value) => value ? "true" : "false";
}
