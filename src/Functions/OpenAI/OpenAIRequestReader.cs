using System.Collections.Frozen;
using System.Globalization;
using Speech.Functions.Errors;
using Speech.Transcription.Parameters;
using Speech.Whisper;

namespace Speech.Functions.OpenAI;

/// <summary>Validates the fields of a request. None is ignored: what the model cannot do is an error that names the field.</summary>
/// <param name="parameters">Validates the fields that the native route has, too; it may be given those that only that has.</param>
internal sealed class OpenAIRequestReader(ParameterReader parameters)
{
    private const string ChunkingStrategy = "chunking_strategy";

    private static readonly string[] Known =
    [
        "model", "response_format", "timestamp_granularities", "include", "stream", ChunkingStrategy, "known_speaker_names",
        "known_speaker_references",
    ];

    // The largest value of each.
    private static readonly FrozenDictionary<string, double> DetectionNumbers = new Dictionary<string, double>
    {
        ["threshold"] = 1,
        ["prefix_padding_ms"] = 60_000,
        ["silence_duration_ms"] = 60_000,
    }.ToFrozenDictionary();

    // The route and the format decide them.
    private static readonly string[] NotPassed =
    [
        "task", "return_timestamps", "return_turns", "return_embeddings", "return_scores", "return_timings", "generate_kwargs",
        "known_speakers", "callback_url", "partial", "speaker_order",
    ];

    /// <exception cref="InvalidFieldException">A field is invalid or not supported.</exception>
    public OpenAIRequest Read(OpenAIFields fields, SpeechTask task)
    {
        var format = ReadFormat(fields);
        var granularities = ReadGranularities(fields, format);
        var request = new OpenAIRequest(ReadParameters(fields), format)
        {
            IncludesSegments = granularities.Count == 0 || granularities.Contains("segment"),
            IncludesWords = granularities.Contains("word"),
            IncludesLogprobs = ReadLogprobs(fields, format),
            IsStream = ReadStream(fields, format),
        };
        ValidateChunking(fields);
        var known = ReadKnownSpeakers(fields, format);
        if (known.Count > 0 && request.Parameters.Channels is ChannelMode.Separate)
            throw OpenAIFields.Invalid("known_speaker_names", "does not go with channels \"separate\", where each channel is a speaker");
        return request with
        {
            Parameters = request.Parameters with
            {
                Task = task,
                KnownSpeakers = known,
                Timestamps = request.IncludesWords ? TimestampGranularity.Word : TimestampGranularity.Segment,
                Format = format switch
                {
                    OpenAIFormat.Srt => Speech.Transcription.Formats.TranscriptFormat.Srt,
                    OpenAIFormat.Vtt => Speech.Transcription.Formats.TranscriptFormat.Vtt,
                    _ => null,
                },
                Scores = request.IncludesLogprobs,
            },
        };
    }

    private static OpenAIFormat ReadFormat(OpenAIFields fields)
        => fields.Choice(
            "response_format", ("json", OpenAIFormat.Json), ("text", OpenAIFormat.Text), ("srt", OpenAIFormat.Srt),
            ("verbose_json", OpenAIFormat.VerboseJson), ("vtt", OpenAIFormat.Vtt), ("diarized_json", OpenAIFormat.DiarizedJson))
            ?? OpenAIFormat.Json;

    private static IReadOnlyList<string> ReadGranularities(OpenAIFields fields, OpenAIFormat format)
    {
        const string name = "timestamp_granularities";
        var values = fields.List(name);
        // Segments are the default: a client may send it with any format.
        if (values.Contains("word") && format is not OpenAIFormat.VerboseJson)
            throw OpenAIFields.Invalid(name, "needs response_format verbose_json");
        return values.All(value => value is "segment" or "word") ? values
            : throw OpenAIFields.Invalid(name, "must be segment or word, or both");
    }

    private static bool ReadLogprobs(OpenAIFields fields, OpenAIFormat format)
    {
        const string name = "include";
        var values = fields.List(name);
        if (values.Count == 0) return false;
        if (values.Any(value => value != "logprobs")) throw OpenAIFields.Invalid(name, "must be logprobs");
        return format is OpenAIFormat.Json ? true : throw OpenAIFields.Invalid(name, "needs response_format json");
    }

    private static bool ReadStream(OpenAIFields fields, OpenAIFormat format)
    {
        const string name = "stream";
        var isStream = fields.Choice(name, ("true", true), ("false", false), ("True", true), ("False", false)) ?? false;
        return !isStream || format is OpenAIFormat.Json or OpenAIFormat.Text or OpenAIFormat.DiarizedJson ? isStream
            : throw OpenAIFields.Invalid(name, "needs response_format json, text or diarized_json");
    }

    /// <summary>Speech is always detected, by a network that needs none of the numbers of OpenAI's detection.</summary>
    private static void ValidateChunking(OpenAIFields fields)
    {
        var strategy = fields.Members(ChunkingStrategy);
        if (strategy is null && fields.Find(ChunkingStrategy) is null or "auto") return;
        if (strategy?.GetValueOrDefault("type") != "server_vad")
            throw OpenAIFields.Invalid(ChunkingStrategy, "must be auto, or an object of the type server_vad");
        foreach (var (name, value) in strategy.Where(member => member.Key != "type"))
            if (!DetectionNumbers.TryGetValue(name, out var max) || !double.TryParse(value, CultureInfo.InvariantCulture, out var number)
                || number is not >= 0 || number > max)
                throw OpenAIFields.Invalid(
                    ChunkingStrategy, "may have threshold, 0 to 1, and prefix_padding_ms and silence_duration_ms, 0 to 60000");
    }

    private static IReadOnlyList<KnownSpeaker> ReadKnownSpeakers(OpenAIFields fields, OpenAIFormat format)
    {
        const string namesField = "known_speaker_names", referencesField = "known_speaker_references";
        var (names, references) = (fields.List(namesField), fields.List(referencesField));
        if (names.Count != references.Count)
            throw OpenAIFields.Invalid(
                names.Count > references.Count ? namesField : referencesField, $"needs as many {namesField} as {referencesField}");
        if (names.Count == 0) return [];
        if (format is not OpenAIFormat.DiarizedJson) throw OpenAIFields.Invalid(namesField, "needs response_format diarized_json");
        if (!names.All(KnownSpeaker.IsName) || names.Distinct().Count() < names.Count)
            throw OpenAIFields.Invalid(namesField, "must be different names of at most 64 characters");
        return
        [
            .. names.Zip(references, (name, reference) => new KnownSpeaker(name, KnownSpeaker.Decode(reference)
                ?? throw OpenAIFields.Invalid(referencesField, "must be data: URLs of audio in base64"))),
        ];
    }

    private InferenceParameters ReadParameters(OpenAIFields fields)
    {
        var raw = new RawParameters();
        foreach (var name in fields.Names.Except(Known))
        {
            if (OpenAIFields.IsMember(name, ChunkingStrategy)) continue;
            if (!ParameterReader.Names.Contains(name) || NotPassed.Contains(name))
                throw OpenAIFields.Invalid(name, "is not a field of this route");
            if (fields.Find(name) is { } value) raw.Add(name, value);
        }

        try
        {
            return parameters.Read(raw);
        }
        catch (ParameterException exception)
        {
            throw new InvalidFieldException(exception.FirstParameter, exception.Message);
        }
    }
}
