using System.Globalization;
using System.Text.Json;
using Speech.Audio.Pcm;
using Speech.Functions.Errors;
using Speech.Transcription.Live;
using Speech.Transcription.Parameters;

namespace Speech.Functions.Realtime;

/// <summary>Applies the changes of <c>session.update</c>. No member is ignored: what the endpoint cannot do is an error that names
/// it.</summary>
/// <param name="parameters">Validates the members that requests have, too.</param>
internal sealed class RealtimeSettingsReader(ParameterReader parameters)
{
    private const string Input = "session.audio.input";

    private static readonly string[] TranscriptionNames = ["language", "prompt", "hotwords", "temperature", "num_beams"];

    private static readonly (string Type, SampleEncoding Encoding, int Rate)[] Formats =
    [
        ("audio/pcm", SampleEncoding.Int16, 24_000), ("audio/pcmu", SampleEncoding.MuLaw, 8_000),
        ("audio/pcma", SampleEncoding.ALaw, 8_000),
    ];

    /// <summary>The type of a format of the audio.</summary>
    public static string TypeOf(SampleEncoding encoding) => Array.Find(Formats, format => format.Encoding == encoding).Type;

    /// <summary>Applies what the client has set; the rest stays as it is.</summary>
    /// <exception cref="InvalidFieldException">A member is invalid or not supported.</exception>
    public RealtimeSettings Apply(RealtimeSettings settings, JsonElement session)
    {
        foreach (var (path, value) in Members("session", session))
            settings = path switch
            {
                "session.type" => IsText(value, "transcription") ? settings : throw Invalid(path, "must be transcription"),
                "session.audio" => ApplyAudio(settings, value),
                "session.include" => ApplyInclude(settings, value, path),
                _ => throw Unknown(path),
            };
        return settings;
    }

    private RealtimeSettings ApplyAudio(RealtimeSettings settings, JsonElement audio)
    {
        foreach (var (path, value) in Members("session.audio", audio))
            foreach (var (member, setting) in path == Input ? Members(Input, value) : throw Unknown(path))
                settings = member switch
                {
                    Input + ".format" => ApplyFormat(settings, setting, member),
                    Input + ".transcription" => ApplyTranscription(settings, setting, member),
                    Input + ".turn_detection" => settings with { Live = ApplyTurnDetection(settings.Live, setting, member) },
                    Input + ".noise_reduction" => setting.ValueKind is JsonValueKind.Null ? settings
                        : throw Invalid(member, "must be null"),
                    _ => throw Unknown(member),
                };
        return settings;
    }

    private static RealtimeSettings ApplyFormat(RealtimeSettings settings, JsonElement value, string name)
    {
        var (type, rate) = ((JsonElement?)null, (int?)null);
        foreach (var (path, member) in Members(name, value))
            if (path == name + ".type") type = member;
            else if (path == name + ".rate") rate = (int)Number(member, path, 8_000, 96_000);
            else throw Unknown(path);
        var format = Array.Find(Formats, format => type is { } text && IsText(text, format.Type));
        if (format.Type is null) throw Invalid(name + ".type", "must be audio/pcm, audio/pcmu or audio/pcma");
        if (format.Encoding is not SampleEncoding.Int16 && rate is not null and not 8_000) throw Invalid(name + ".rate", "must be 8000");
        return settings with { Encoding = format.Encoding, SampleRate = rate ?? format.Rate };
    }

    private RealtimeSettings ApplyTranscription(RealtimeSettings settings, JsonElement value, string name)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var (path, member) in Members(name, value))
        {
            var parameter = path[(name.Length + 1)..];
            // Any name: the loaded model answers.
            if (parameter == "model" && member.ValueKind is JsonValueKind.String or JsonValueKind.Null) continue;
            if (!TranscriptionNames.Contains(parameter)) throw Unknown(path);
            members[parameter] = member;
        }

        var raw = new RawParameters();
        raw.Add(JsonSerializer.SerializeToElement(members));

        try
        {
            var read = parameters.Read(raw);
            // The end of a prompt counts, and no more of it is kept.
            if (read.Prompt is { } prompt) members["prompt"] = JsonSerializer.SerializeToElement(prompt);
            return settings with
            {
                Live = settings.Live with { Parameters = read },
                Transcription = JsonSerializer.SerializeToElement(members),
            };
        }
        catch (ParameterException exception)
        {
            throw new InvalidFieldException($"{name}.{exception.FirstParameter}", exception.Message);
        }
    }

    private static LiveSettings ApplyTurnDetection(LiveSettings settings, JsonElement value, string name)
    {
        if (value.ValueKind is JsonValueKind.Null) return settings with { DetectsTurns = false };
        var defaults = new LiveSettings();
        settings = settings with
        {
            DetectsTurns = true,
            Threshold = defaults.Threshold,
            PrefixSeconds = defaults.PrefixSeconds,
            SilenceSeconds = defaults.SilenceSeconds,
        };
        foreach (var (path, member) in Members(name, value))
            settings = path[(name.Length + 1)..] switch
            {
                "type" => IsText(member, "server_vad") ? settings
                    : throw Invalid(path, "must be server_vad"),
                "threshold" => settings with { Threshold = Number(member, path, 0.01, 0.99) },
                "prefix_padding_ms" => settings with { PrefixSeconds = Number(member, path, 0, 5_000) / 1000 },
                "silence_duration_ms" => settings with { SilenceSeconds = Number(member, path, 100, 10_000) / 1000 },
                // There are no responses: these say so, too.
                "create_response" or "interrupt_response" => member.ValueKind is JsonValueKind.False or JsonValueKind.Null ? settings
                    : throw Invalid(path, "must be false: a transcription has no responses"),
                "idle_timeout_ms" => member.ValueKind is JsonValueKind.Null ? settings : throw Invalid(path, "must be null"),
                _ => throw Unknown(path),
            };
        return settings;
    }

    private static RealtimeSettings ApplyInclude(RealtimeSettings settings, JsonElement value, string name)
    {
        if (value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null)) throw Invalid(name, "must be a list");
        var names = value.ValueKind is JsonValueKind.Null ? []
            : value.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.String ? item.GetString() : null).ToList();
        if (names.Exists(item => item is not (RealtimeSettings.LogprobsName or RealtimeSettings.InterimName)))
            throw Invalid(name, $"must have no other values than {RealtimeSettings.LogprobsName} and {RealtimeSettings.InterimName}");
        return settings with
        {
            IncludesLogprobs = names.Contains(RealtimeSettings.LogprobsName),
            IncludesInterim = names.Contains(RealtimeSettings.InterimName),
        };
    }

    private static IEnumerable<(string Path, JsonElement Value)> Members(string path, JsonElement value)
        => value.ValueKind is JsonValueKind.Object
            ? value.EnumerateObject().Select(member => ($"{path}.{member.Name}", member.Value))
            : throw Invalid(path, "must be an object");

    private static bool IsText(JsonElement value, string text) => value.ValueKind is JsonValueKind.String && value.ValueEquals(text);

    private static double Number(JsonElement value, string path, double min, double max)
        => value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max ? number
            : throw Invalid(path, string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}"));

    private static InvalidFieldException Unknown(string path) => Invalid(path, "is not supported");

    private static InvalidFieldException Invalid(string path, string clause) => new(path, $"{path} {clause}");
}
