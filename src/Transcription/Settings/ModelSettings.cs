using System.Text.RegularExpressions;
using Speech.Transcription.Ggml;

namespace Speech.Transcription.Settings;

/// <summary>Which models the endpoint runs.</summary>
/// <param name="AsrModel"><c>ASR_MODEL</c>, required: a Hub id such as <c>openai/whisper-large-v3</c> (with <c>@revision</c> if not the main one), a local folder,
/// or in the Azure build a GGML file such as <c>ggerganov/whisper.cpp/ggml-base.bin</c>.</param>
public sealed partial record ModelSettings(string AsrModel)
{
    /// <summary><c>ASSISTANT_MODEL</c>, default none: a smaller model that drafts for the other (speculative decoding), named in the same ways. It must speak the same tokens.</summary>
    public string? AssistantModel { get; init; }

    /// <summary><c>DIARIZATION_MODEL</c>, default none, which leaves <c>speakers</c> empty: a pipeline such as <c>pyannote/speaker-diarization-3.1</c>, named in the same ways.</summary>
    public string? DiarizationModel { get; init; }

    /// <summary><c>VOICE_FILTER</c>, default true: where the diarization model hears nobody for two seconds and more, the other hears silence.</summary>
    public bool VoiceFilter { get; init; } = true;

    /// <summary>The GGML file that <see cref="AsrModel"/> names; null where it names something else.</summary>
    public GgmlName? Ggml { get; init; }

    /// <summary><c>WARMUP</c>, default false: load the model and run it once when the process starts, not at the first request or health check.</summary>
    public bool Warmup { get; init; }

    /// <summary><c>LOAD_WAIT_SECONDS</c>, default 60 s, 0 to 3600: how long a request waits for a model that is still loading before it is answered 503.</summary>
    public TimeSpan LoadWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Reads the settings; faults are added to the reader.</summary>
    public static ModelSettings Read(SettingsReader from, Func<string, bool> folderExists)
    {
        var ggml = from.Text("ASR_MODEL") is { } named && !folderExists(named) ? GgmlName.Parse(named) : null;
        if (ggml is not null && from.Text("ASSISTANT_MODEL") is not null)
            from.Fault("ASSISTANT_MODEL is set, but ASR_MODEL is a GGML file, which takes no assistant");
        return new((ggml is null ? NameOf("ASR_MODEL", from, folderExists) : from.Text("ASR_MODEL")) ?? Missing(from))
        {
            Ggml = ggml,
            AssistantModel = NameOf("ASSISTANT_MODEL", from, folderExists),
            DiarizationModel = NameOf("DIARIZATION_MODEL", from, folderExists),
            VoiceFilter = from.Flag("VOICE_FILTER", true),
            Warmup = from.Flag("WARMUP", false),
            LoadWait = TimeSpan.FromSeconds(from.Number("LOAD_WAIT_SECONDS", 60, 0, 3600)),
        };
    }

    private static string Missing(SettingsReader from)
    {
        from.Fault("ASR_MODEL is required: a Hub id such as openai/whisper-base, or a local folder");
        return "";
    }

    private static string? NameOf(string setting, SettingsReader from, Func<string, bool> folderExists)
    {
        var model = from.Text(setting);
        if (model is null || folderExists(model)) return model;
        if (!HubId().IsMatch(model))
            from.Fault($"{setting} is \"{model}\", which is neither a folder that exists nor a Hub id such as openai/whisper-base");
        return model;
    }

    // owner/name or name, letters, digits, - _ . with no leading dot (which means a path), then an optional @revision.
    [GeneratedRegex(@"^\w[\w.-]*(/\w[\w.-]*)?(@\w[\w./-]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex HubId();
}
