using System.Text.Json;
using System.Text.Json.Nodes;
using Speech.Audio.Pcm;
using Speech.Transcription.Live;

namespace Speech.Functions.Realtime;

/// <summary>The settings of a session.</summary>
internal sealed record RealtimeSettings
{
    public const string LogprobsName = "item.input_audio_transcription.logprobs", InterimName = "item.input_audio_transcription.interim";

    /// <summary>The encoding of the audio.</summary>
    public SampleEncoding Encoding { get; init; } = SampleEncoding.Int16;

    /// <summary>The sampling rate of the audio in Hz.</summary>
    public int SampleRate { get; init; } = 24_000;

    /// <summary>How turns are detected and transcribed.</summary>
    public LiveSettings Live { get; init; } = new();

    /// <summary>The member <c>transcription</c>, as the client has set it.</summary>
    public JsonElement? Transcription { get; init; }

    /// <summary>Whether the final text of an item includes its tokens.</summary>
    public bool IncludesLogprobs { get; init; }

    /// <summary>Whether all of the text of an item so far is sent, besides what is added to it.</summary>
    public bool IncludesInterim { get; init; }

    /// <summary>The member <c>session</c> of an event.</summary>
    /// <param name="id">The id of the session.</param>
    /// <param name="model">The name of the model.</param>
    public JsonObject ToJson(string id, string model)
    {
        var transcription = Transcription is { } set ? JsonObject.Create(set)! : [];
        transcription["model"] = model;
        var format = new JsonObject { ["type"] = RealtimeSettingsReader.TypeOf(Encoding) };
        if (Encoding is SampleEncoding.Int16) format["rate"] = SampleRate;
        return new()
        {
            ["type"] = "transcription",
            ["object"] = "realtime.transcription_session",
            ["id"] = id,
            ["audio"] = new JsonObject
            {
                ["input"] = new JsonObject
                {
                    ["format"] = format,
                    ["transcription"] = transcription,
                    ["noise_reduction"] = null,
                    ["turn_detection"] = Live.DetectsTurns ? new JsonObject
                    {
                        ["type"] = "server_vad",
                        ["threshold"] = Live.Threshold,
                        ["prefix_padding_ms"] = (int)(Live.PrefixSeconds * 1000),
                        ["silence_duration_ms"] = (int)(Live.SilenceSeconds * 1000),
                    } : null,
                },
            },
            ["include"] = new JsonArray([.. new[] { IncludesLogprobs ? LogprobsName : null, IncludesInterim ? InterimName : null }
                .Where(name => name is not null).Select(name => (JsonNode)name!)]),
        };
    }
}
