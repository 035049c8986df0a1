using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using static Speech.Functions.Documentation.Schemas;

namespace Speech.Functions.Documentation;

/// <summary>The schemas of OpenAI's routes.</summary>
internal static class OpenAISchemas
{
    public const string Error = "OpenAIError";
    public const string Form = "OpenAIForm";
    public const string Model = "OpenAIModel";
    public const string Models = "OpenAIModels";
    public const string Transcription = "OpenAITranscription";

    /// <summary>Every schema by name.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Schema)> All()
    {
        yield return (Error, Object("An error.", ["error"], new()
        {
            ["error"] = Object("Its details.", ["message", "type", "param", "code"], new()
            {
                ["message"] = Text("The message."),
                ["type"] = Text("Its class."),
                ["param"] = Nullable("The field at fault."),
                ["code"] = Nullable("A code."),
            }),
        }));
        yield return (Models, Object("The models.", ["object", "data"], new()
        {
            ["object"] = Text("`list`."),
            ["data"] = Array("The models.", ModelSchema()),
        }));
        yield return (Model, ModelSchema());
        yield return (Transcription, TranscriptionSchema());
        yield return (Form, FormSchema());
    }

    public static JsonNode ErrorExample(string type) => new JsonObject
    {
        ["error"] = new JsonObject { ["message"] = "A message.", ["type"] = type, ["param"] = null, ["code"] = null },
    };

    public static JsonNode ModelsExample() => new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray(ModelExample()),
    };

    public static JsonNode ModelExample()
        => new JsonObject { ["id"] = "whisper-base", ["object"] = "model", ["created"] = 0, ["owned_by"] = "local" };

    public static JsonNode TranscriptionExample()
        => JsonNode.Parse("""{"text": "I like rice and bread yes please", "usage": {"type": "duration", "seconds": 5}}""")!;

    private static OpenApiSchema ModelSchema() => Object("A model.", ["id", "object", "created", "owned_by"], new()
    {
        ["id"] = Text("The name in `model`."),
        ["object"] = Text("`model`."),
        ["created"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Not known: 0." },
        ["owned_by"] = Text("The owner on the Hub, or `local`."),
    });

    private static OpenApiSchema TranscriptionSchema()
        => Object("`json`, `verbose_json` or `diarized_json`.", ["text"], new()
        {
            ["text"] = Text("The whole text."),
            ["task"] = Text("`transcribe` or `translate`."),
            ["language"] = Text("The English name of the language, in lower case."),
            ["duration"] = Number("The length of the audio in seconds."),
            ["segments"] = Array("The segments.", new OpenApiSchema { Type = JsonSchemaType.Object }),
            ["words"] = Array("The words, where requested.", new OpenApiSchema { Type = JsonSchemaType.Object }),
            ["logprobs"] = Array("The tokens, where requested.", new OpenApiSchema { Type = JsonSchemaType.Object }),
            ["usage"] = Object("The length of the audio.", ["type", "seconds"], new()
            {
                ["type"] = Text("`duration`."),
                ["seconds"] = Number("Whole seconds."),
            }),
        });

    private static OpenApiSchema FormSchema()
        => Object("OpenAI's fields; parameters of `POST /` without a counterpart are accepted, too.", ["file"], new()
        {
            ["file"] = File("The audio."),
            ["model"] = Text("Any name: the loaded model answers."),
            ["language"] = Text("The language of the speech; detected when absent."),
            ["prompt"] = Text("Text that precedes the transcript, as context for names and spelling."),
            ["response_format"] = Choice(
                "The format of the answer.", "json", "text", "srt", "verbose_json", "vtt", "diarized_json"),
            ["temperature"] = Number("The sampling temperature; 0 decodes with the automatic fallback over temperatures."),
            ["timestamp_granularities[]"] = Array("Times in `verbose_json`.", Choice("Of segments or words.", "segment", "word")),
            ["include[]"] = Array("With `json` only.", Choice("The probabilities of the tokens.", "logprobs")),
            ["stream"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Boolean,
                Description = "Server-sent events; with `json`, `text` or `diarized_json`.",
            },
            ["known_speaker_names[]"] = Array("Names of known speakers, in `diarized_json`.", Text("A name.")),
            ["known_speaker_references[]"] = Array(
                "Audio of each of them, in the same order.", Text("A `data:` URL with audio in base64.")),
            ["chunking_strategy"] = Text(
                "`auto`, or `{\"type\": \"server_vad\"}`, whose numbers have no effect: speech is detected by a network."),
        }, isClosed: false);
}
