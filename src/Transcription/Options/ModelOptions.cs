using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Speech.Transcription.Ggml;

namespace Speech.Transcription.Options;

/// <summary>The models of the endpoint.</summary>
public sealed record ModelOptions
{
    /// <summary>The built-in Whisper base.</summary>
    public const string BuiltInAsrModel = "whisper-base";

    /// <summary>The built-in diarization pipeline.</summary>
    public const string BuiltInDiarizationModel = "speaker-diarization";

    private const string NoModel = "none";

    /// <summary><c>ASR_MODEL</c>, default the built-in Whisper base: a Hub id such as <c>openai/whisper-large-v3</c> (with <c>@revision</c>
    /// unless it is the main one), a local folder, or a GGML file such as
    /// <c>ggerganov/whisper.cpp/ggml-base.bin</c>.</summary>
    [ConfigurationKeyName("ASR_MODEL")]
    public string AsrModel { get; init; } = BuiltInAsrModel;

    /// <summary><c>ASSISTANT_MODEL</c>, default none: a smaller model that drafts for the main one (speculative decoding), in the same
    /// forms. It must share the main model's vocabulary.</summary>
    [ConfigurationKeyName("ASSISTANT_MODEL")]
    public string? AssistantModel { get; init; }

    /// <summary><c>DIARIZATION_MODEL</c>, default the built-in pipeline: a pipeline such as <c>pyannote/speaker-diarization-3.1</c>, in the
    /// same forms. <c>none</c> gives null: <c>speakers</c> stays empty.</summary>
    [ConfigurationKeyName("DIARIZATION_MODEL")]
    public string? DiarizationModel
    {
        get;
        init => field = string.Equals(value, NoModel, StringComparison.OrdinalIgnoreCase) ? null : value;
    } = BuiltInDiarizationModel;

    /// <summary><c>VAD_FILTER</c> (alias <c>VOICE_FILTER</c>), default true: without a diarization model, the built-in segmentation
    /// network detects speech; and where windows are not cut at silences, two seconds or more without speech are silence for the
    /// ASR model.</summary>
    [ConfigurationKeyName("VAD_FILTER")]
    [SettingAlias("VOICE_FILTER")]
    public bool VadFilter { get; init; } = true;

    /// <summary><c>WARMUP</c>, default false: load the models and run them once when the process starts instead of at the first request or
    /// health check.</summary>
    [ConfigurationKeyName("WARMUP")]
    public bool Warmup { get; init; }

    /// <summary><c>LOAD_WAIT_SECONDS</c>, default 60, 0 to 3600: see <see cref="LoadWait"/>, in seconds.</summary>
    [ConfigurationKeyName("LOAD_WAIT_SECONDS")]
    [Range(0, 3600)]
    public int LoadWaitSeconds { get; init; } = 60;

    /// <summary>How long a request waits for a model that is loading before it is answered 503.</summary>
    public TimeSpan LoadWait => TimeSpan.FromSeconds(LoadWaitSeconds);

    /// <summary>The GGML file that <see cref="AsrModel"/> names; null for another kind of model.</summary>
    public GgmlName? Ggml => Directory.Exists(AsrModel) ? null : GgmlName.Parse(AsrModel);
}
