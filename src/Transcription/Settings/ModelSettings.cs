using System.Text.RegularExpressions;
using Speech.Transcription.Ggml;

namespace Speech.Transcription.Settings;

/// <summary>The models of the endpoint.</summary>
/// <param name="AsrModel"><c>ASR_MODEL</c>, required: a Hub id such as <c>openai/whisper-large-v3</c> (with <c>@revision</c> unless it is
/// the main one), a local folder,
/// or in the Azure build a GGML file such as <c>ggerganov/whisper.cpp/ggml-base.bin</c>.</param>
public sealed partial record ModelSettings(string AsrModel)
{
    /// <summary><c>ASSISTANT_MODEL</c>, default none: a smaller model that drafts for the main one (speculative decoding), in the same
    /// forms. It must share the main model's vocabulary.</summary>
    public string? AssistantModel { get; init; }

    /// <summary><c>DIARIZATION_MODEL</c>, default none, which leaves <c>speakers</c> empty: a pipeline such as
    /// <c>pyannote/speaker-diarization-3.1</c>, in the same forms.</summary>
    public string? DiarizationModel { get; init; }

    /// <summary><c>VAD_FILTER</c> (alias <c>VOICE_FILTER</c>), default true: where the diarization model detects no speech for two
    /// seconds or
    /// more, the ASR model gets silence.</summary>
    public bool VadFilter { get; init; } = true;

    /// <summary>The GGML file that <see cref="AsrModel"/> names; null for another kind of model.</summary>
    public GgmlName? Ggml { get; init; }

    /// <summary><c>WARMUP</c>, default false: load the models and run them once when the process starts instead of at the first request or
    /// health check.</summary>
    public bool Warmup { get; init; }

    /// <summary><c>LOAD_WAIT_SECONDS</c>, default 60 s, 0 to 3600: how long a request waits for a model that is loading before it is
    /// answered 503.</summary>
    public TimeSpan LoadWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads the settings; faults are added to the reader.</summary>
    public static ModelSettings Read(SettingsReader from, Func<string, bool> folderExists)
    {
        var ggml = from.Text("ASR_MODEL") is { } name && !folderExists(name) ? GgmlName.Parse(name) : null;
        if (ggml is not null && from.Text("ASSISTANT_MODEL") is not null)
            from.AddFault("ASSISTANT_MODEL is set, but ASR_MODEL is a GGML file, which takes no assistant");
        return new((ggml is null ? ReadName("ASR_MODEL", from, folderExists) : from.Text("ASR_MODEL")) ?? AddMissing(from))
        {
            Ggml = ggml,
            AssistantModel = ReadName("ASSISTANT_MODEL", from, folderExists),
            DiarizationModel = ReadName("DIARIZATION_MODEL", from, folderExists),
            VadFilter = from.Boolean("VAD_FILTER", from.Boolean("VOICE_FILTER", true)),
            Warmup = from.Boolean("WARMUP", false),
            LoadWait = TimeSpan.FromSeconds(from.Integer("LOAD_WAIT_SECONDS", 60, 0, 3600)),
        };
    }

    private static string AddMissing(SettingsReader from)
    {
        from.AddFault("ASR_MODEL is required: a Hub id such as openai/whisper-base, or a local folder");
        return "";
    }

    private static string? ReadName(string setting, SettingsReader from, Func<string, bool> folderExists)
    {
        var model = from.Text(setting);
        if (model is null || folderExists(model)) return model;
        if (!HubId().IsMatch(model))
            from.AddFault($"{setting} is \"{model}\", which is neither a folder that exists nor a Hub id such as openai/whisper-base");
        return model;
    }

    // "owner/name" or "name" of letters, digits, - _ and ., without a leading dot (which denotes a path), and an optional "@revision".
    [GeneratedRegex(@"^\w[\w.-]*(/\w[\w.-]*)?(@\w[\w./-]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex HubId();
}
