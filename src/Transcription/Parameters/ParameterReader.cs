using System.Collections.Frozen;
using System.Text.Json;
using Speech.Transcription.Formats;
using Speech.Whisper;

namespace Speech.Transcription.Parameters;

/// <summary>Parses and validates the parameters of a request.</summary>
/// <param name="unknownParameters">Logs unknown parameters.</param>
public sealed class ParameterReader(UnknownParameterLog unknownParameters)
{
    /// <summary>The parameters that <c>generate_kwargs</c> may contain.</summary>
    private static readonly FrozenSet<string> GenerationNames = FrozenSet.Create("task", "language", "return_timestamps", "num_beams");

    /// <summary>The names of all parameters.</summary>
    public static IReadOnlyCollection<string> Names { get; } = ParameterWriter.Names.ToFrozenSet();

    /// <summary>Reads every parameter; one that is absent or null has its default. Unknown parameters are ignored.</summary>
    /// <exception cref="ParameterException">At least one parameter is invalid; it lists all of them.</exception>
    public InferenceParameters Read(RawParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var name in parameters.Names)
            if (!Names.Contains(name) && !GenerateKwargs.Aliases.Contains(name)) unknownParameters.Report(name);
        var fields = new ParameterFieldReader(parameters);
        var ignored = GenerateKwargs.Expand(parameters, GenerationNames.Contains, fields);
        var result = Read(fields, new InferenceParameters()) with { IgnoredNames = ignored };
        if (result.MinSpeakers > result.MaxSpeakers)
            fields.AddFault($"min_speakers ({result.MinSpeakers}) is greater than max_speakers ({result.MaxSpeakers})");
        if (result is { Assisted: true, Beams: > 1 })
            fields.AddFault($"num_beams is {result.Beams}, but assisted decoding is greedy: leave one of the two out");
        if (result is { Assisted: true, BestOf: > 1 })
            fields.AddFault($"best_of is {result.BestOf}, but assisted decoding samples one text: leave one of the two out");
        if (result.Channels is ChannelMode.Separate && (result.SpeakerCount ?? result.MinSpeakers ?? result.MaxSpeakers) is not null)
            fields.AddFault("num_speakers, min_speakers and max_speakers do not apply where channels is \"separate\"");
        if (result.Channels is ChannelMode.Separate && result.KnownSpeakers.Count > 0)
            fields.AddFault("known_speakers do not apply where channels is \"separate\"");
        fields.ThrowIfFaulty();
        return result;
    }

    private static InferenceParameters Read(ParameterFieldReader fields, InferenceParameters defaults) => new()
    {
        Task = fields.Choice("task", Choices.Task) ?? defaults.Task,
        BatchSize = fields.Integer("batch_size", 1) ?? defaults.BatchSize,
        Assisted = fields.Boolean("assisted") ?? defaults.Assisted,
        ChunkLengthSeconds = fields.Number("chunk_length_s", 1, 30) ?? defaults.ChunkLengthSeconds,
        Beams = fields.Integer("num_beams", 1, InferenceParameters.MaxBeams),
        Patience = fields.Number("patience", 0.1, 10),
        LengthPenalty = fields.Number("length_penalty", -5, 5) ?? defaults.LengthPenalty,
        BestOf = fields.Integer("best_of", 1, InferenceParameters.MaxBeams),
        Chunking = fields.Choice("chunking", Choices.Chunking) ?? defaults.Chunking,
        SamplingRate = fields.Integer("sampling_rate", 1_000, 384_000) ?? defaults.SamplingRate,
        Language = ReadLanguage(fields),
        Prompt = fields.Text("prompt", text => text[Math.Max(0, text.Length - InferenceParameters.MaxPromptLength)..], "text"),
        Hotwords = fields.List(
            "hotwords", ListParameters.ToHotwords,
            $"a list of at most {InferenceParameters.MaxHotwords} texts of at most {InferenceParameters.MaxHotwordLength} characters"),
        Temperature = fields.Number("temperature", 0, 1) is > 0 and var temperature ? temperature : null,
        SpeakerCount = fields.Integer("num_speakers", 1, InferenceParameters.MaxSpeakerCount),
        MinSpeakers = fields.Integer("min_speakers", 1, InferenceParameters.MaxSpeakerCount),
        MaxSpeakers = fields.Integer("max_speakers", 1),
        KnownSpeakers = fields.List(
            "known_speakers", ListParameters.ToKnownSpeakers, "a list of objects with a name of its own and audio in base64"),
        SpeakerOrder = fields.Choice("speaker_order", Choices.SpeakerOrder) ?? defaults.SpeakerOrder,
        Timestamps = fields.Read("return_timestamps", ToGranularity, "true, false or \"word\"") ?? defaults.Timestamps,
        Turns = fields.Read("return_turns", ToTurnFormat, "true, false or \"rttm\"") ?? defaults.Turns,
        Embeddings = fields.Boolean("return_embeddings") ?? defaults.Embeddings,
        Partial = fields.Boolean("partial") ?? defaults.Partial,
        Channels = fields.Choice("channels", Choices.Channels) ?? defaults.Channels,
        CallbackUrl = fields.SecretText("callback_url", ToHttpsUrl, "an https URL of at most 2000 characters"),
        Scores = fields.Boolean("return_scores") ?? defaults.Scores,
        Timings = fields.Boolean("return_timings") ?? defaults.Timings,
        Format = ReadFormat(fields),
        Subtitles = new()
        {
            MaxLineWidth = fields.Integer("max_line_width", 10, 200) ?? defaults.Subtitles.MaxLineWidth,
            MaxLineCount = fields.Integer("max_line_count", 1, 10) ?? defaults.Subtitles.MaxLineCount,
            MaxCueSeconds = fields.Number("max_cue_s", 1, 60) ?? defaults.Subtitles.MaxCueSeconds,
        },
    };

    private static string? ReadLanguage(ParameterFieldReader fields)
    {
        const string expected = "\"auto\", a language's code, tag or English name, such as \"en\", \"en-US\" or \"english\"";
        var language = fields.Text("language", LanguageTag.Parse, expected);
        return language == LanguageTag.Auto ? null : language;
    }

    private static TranscriptFormat? ReadFormat(ParameterFieldReader fields)
    {
        var name = fields.Text("response_format", ToFormatName, "\"json\", \"srt\", \"vtt\", \"txt\" or \"rttm\"");
        return name is null ? null : TranscriptFormats.Find(name);
    }

    private static string? ToFormatName(string name)
        // OpenAI's name for plain text.
        => name == "text" ? "txt" : name == "json" || TranscriptFormats.Find(name) is not null ? name : null;

    private static string? ToHttpsUrl(string text)
        => text.Length <= 2000 && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? url.AbsoluteUri : null;

    private static TurnFormat? ToTurnFormat(JsonElement value)
    {
        if (JsonCoercion.ToText(value) == "rttm") return TurnFormat.Rttm;
        return JsonCoercion.ToBoolean(value) switch
        {
            true => TurnFormat.List,
            false => TurnFormat.None,
            null => null,
        };
    }

    private static TimestampGranularity? ToGranularity(JsonElement value)
    {
        if (JsonCoercion.ToText(value) == "word") return TimestampGranularity.Word;
        return JsonCoercion.ToBoolean(value) is null ? null : TimestampGranularity.Segment;
    }
}
