using Microsoft.OpenApi;
using Speech.Storage.Jobs;
using Speech.Storage.Leases;
using static Speech.Functions.Documentation.Schemas;

namespace Speech.Functions.Documentation;

/// <summary>The schemas of request and response bodies.</summary>
internal static class ApiSchemas
{
    public const string TokenScheme = "ApiToken";
    public const string Error = "Error";
    public const string Transcript = "Transcript";
    public const string Job = "Job";
    public const string Parameters = "Parameters";
    public const string TranscriptionRequest = "TranscriptionRequest";
    public const string TranscriptionForm = "TranscriptionForm";
    private const string Segment = "Segment";
    private const string SpeakerText = "SpeakerText";
    private const string SpeakerTurn = "SpeakerTurn";
    private const string Word = "Word";
    private const string Timestamp = "Timestamp";

    /// <summary>Adds every schema to the components of the document.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        foreach (var (name, schema) in All(document)) document.AddComponent<IOpenApiSchema>(name, schema);
    }

    private static IEnumerable<(string Name, OpenApiSchema Schema)> All(OpenApiDocument document)
    {
        yield return (Error, ErrorSchema());
        yield return (Timestamp, TimestampSchema());
        yield return (Word, Object("A word and its time.", ["text", "timestamp"], new()
        {
            ["text"] = Text("The word, with Whisper's leading space."),
            ["timestamp"] = Reference(Timestamp, document),
            ["speaker"] = SpeakerLabel(),
            ["confidence"] = Score("The mean probability of the word's tokens, where `return_scores` is true."),
        }));
        yield return (Segment, Object("A segment of the text and its time.", ["text", "timestamp"], new()
        {
            ["text"] = Text("The text, with Whisper's leading space."),
            ["timestamp"] = Reference(Timestamp, document),
            ["words"] = Array("The words, where `return_timestamps` is `word`.", Reference(Word, document)),
            ["language"] = Text("The code of the language, where it is not that of the whole answer."),
            ["confidence"] = Score("The mean probability of the tokens, where `return_scores` is true."),
            ["avg_logprob"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Number,
                Maximum = "0",
                Description = "The mean natural log-probability of the tokens, where `return_scores` is true.",
            },
            ["no_speech_prob"] = Score("The probability that there is no speech, where `return_scores` is true."),
        }));
        yield return (SpeakerText, Object("What one speaker said without a change of speaker.", ["speaker", "text", "timestamp"], new()
        {
            ["speaker"] = SpeakerLabel(),
            ["text"] = Text("The text, with Whisper's leading space."),
            ["timestamp"] = Reference(Timestamp, document),
        }));
        yield return (SpeakerTurn, Object("An interval of speech by one speaker.", ["speaker", "timestamp"], new()
        {
            ["speaker"] = SpeakerLabel(),
            ["timestamp"] = Reference(Timestamp, document),
        }));
        yield return (Transcript, TranscriptSchema(document));
        yield return (Job, JobSchema(document));
        yield return (Parameters, Object(
            "Options of a transcription. Unknown ones are ignored; `\"24\"` and `\"true\"` are accepted for 24 and true.",
            [], ApiParameters.All.ToDictionary(parameter => parameter.Name, parameter => parameter.ToPropertySchema()), isClosed: false));
        yield return (TranscriptionRequest, Object("Audio in base64, with options.", ["inputs"], new()
        {
            ["inputs"] = Text("The audio in base64, a `data:` URI with it, or its https URL where `URL_INPUT_HOSTS` allows the host."),
            ["parameters"] = Reference(Parameters, document),
        }, isClosed: false));
        yield return (TranscriptionForm, FormSchema(document));
        foreach (var schema in OpenAISchemas.All()) yield return schema;
    }

    private static OpenApiSchema ErrorSchema() => Object("The error message, twice: clients read either member.", ["error", "detail"], new()
    {
        ["error"] = Text("The message."),
        ["detail"] = Text("The same message."),
    });

    private static OpenApiSchema TimestampSchema() => new()
    {
        Type = JsonSchemaType.Array,
        Description = "Start and end in seconds from the beginning of the audio, rounded to 0.01.",
        Items = new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "0" },
        MinItems = 2,
        MaxItems = 2,
    };

    private static OpenApiSchema TranscriptSchema(OpenApiDocument document)
        => Object("The transcript.", ["speakers", "chunks", "text"], new()
        {
            ["speakers"] = Array("Who said what; empty without a diarization model.", Reference(SpeakerText, document)),
            ["chunks"] = Array("The segments of the text; empty without speech.", Reference(Segment, document)),
            ["text"] = Text("The whole text."),
            ["language"] = Text("The code of the language that most of the speech is in."),
            ["duration"] = Seconds("The length of the audio in seconds."),
            ["turns"] = Array("Who spoke when, overlaps included, where `return_turns` is true.", Reference(SpeakerTurn, document)),
            ["rttm"] = Text("The turns as the text of an RTTM file, where `return_turns` is `rttm`."),
            ["embeddings"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The mean embedding by speaker label, where `return_embeddings` is true; null without enough speech.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array | JsonSchemaType.Null,
                    Items = new OpenApiSchema { Type = JsonSchemaType.Number },
                },
            },
            ["timings"] = TimingsSchema(),
            ["warning"] = Text(
                "What is missing and why, where `partial` is true and the diarization failed; what was ignored; a language that the model "
                + "is weak in."),
        });

    private static OpenApiSchema TimingsSchema()
        => Object("Where the time went, in seconds, where `return_timings` is true.", [], new()
        {
            ["loading"] = Seconds("Until the models were available."),
            ["transcribing"] = Seconds("From the first sample to the last text."),
            ["total"] = Seconds("All of it: the rest was spent on waiting for the speakers."),
            ["windows"] = Count("Windows of audio that were decoded."),
            ["retries"] = Count("Additional attempts of the temperature fallback."),
        });

    private static OpenApiSchema JobSchema(OpenApiDocument document)
        => Object("A transcription in the background.", ["id", "state", "expires"], new()
        {
            ["id"] = Text("The id in `/jobs/{id}`."),
            ["state"] = Enumeration<JobState>("The state."),
            ["expires"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date-time",
                Description = "When the job and its result are deleted.",
            },
            ["stage"] = Enumeration<BlobStage>("The stage of the work, while it runs."),
            ["seconds_done"] = Seconds("Transcribed so far, in seconds of audio."),
            ["seconds_known"] = Seconds("Read so far, in seconds of audio."),
            ["result"] = Reference(Transcript, document),
            ["error"] = Text("Why the job failed."),
            ["detail"] = Text("The same message as `error`."),
            ["callback"] = Object("The call-back, where the request has a `callback_url`.", ["state", "attempts"], new()
            {
                ["state"] = Enumeration<JobCallbackState>("The state."),
                ["attempts"] = Count("Attempts so far."),
                ["error"] = Text("Why the last attempt failed."),
            }),
        });

    private static OpenApiSchema FormSchema(OpenApiDocument document)
    {
        var properties = ApiParameters.All.ToDictionary(parameter => parameter.Name, parameter => parameter.ToPropertySchema());
        properties["file"] = File("The audio.");
        properties["parameters"] = Reference(Parameters, document);
        const string description = "The audio as a file; options as one JSON field `parameters`, or one field each.";
        return Object(description, ["file"], properties, isClosed: false);
    }

    public static OpenApiSchemaReference Reference(string name, OpenApiDocument? document) => new(name, document);

    private static OpenApiSchema SpeakerLabel() => Text("The speaker's label, such as `SPEAKER_00`.");
}
