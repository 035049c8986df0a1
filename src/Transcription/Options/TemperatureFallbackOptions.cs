using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Speech.Whisper;

namespace Speech.Transcription.Options;

/// <summary>The temperature fallback and its thresholds; <see cref="FallbackOptions"/> explains them and has their defaults. On by
/// default, so that silence does not yield hallucinated text. A threshold is null for <c>off</c>.</summary>
public sealed record TemperatureFallbackOptions
{
    private static readonly FallbackOptions Defaults = new();

    /// <summary><c>TEMPERATURE_FALLBACK</c> (alias <c>GUARDS</c>), default true; false yields the tokens of the reference pipeline, which
    /// has no fallback.</summary>
    [ConfigurationKeyName("TEMPERATURE_FALLBACK")]
    [SettingAlias("GUARDS")]
    public bool IsEnabled { get; init; } = true;

    /// <summary><c>NO_SPEECH_THRESHOLD</c>, default 0.6, 0 to 1 or <c>off</c>.</summary>
    [ConfigurationKeyName("NO_SPEECH_THRESHOLD")]
    [Range(0.0, 1.0)]
    public double? NoSpeechThreshold { get; init; } = Defaults.NoSpeechThreshold;

    /// <summary><c>LOGPROB_THRESHOLD</c>, default -1, -100 to 0 or <c>off</c>.</summary>
    [ConfigurationKeyName("LOGPROB_THRESHOLD")]
    [Range(-100.0, 0.0)]
    public double? LogProbabilityThreshold { get; init; } = Defaults.LogProbabilityThreshold;

    /// <summary><c>COMPRESSION_RATIO_THRESHOLD</c>, default 2.4, 1 to 100 or <c>off</c>.</summary>
    [ConfigurationKeyName("COMPRESSION_RATIO_THRESHOLD")]
    [Range(1.0, 100.0)]
    public double? CompressionRatioThreshold { get; init; } = Defaults.CompressionRatioThreshold;

    /// <summary><c>TEMPERATURES</c>, default <c>0,0.2,0.4,0.6,0.8,1</c>: comma-separated, each 0 to 2.</summary>
    [ConfigurationKeyName("TEMPERATURES")]
    [NumberList(0, 2)]
    public string Temperatures { get; init; } = string.Join(',', Defaults.Temperatures);

    /// <summary><c>MAX_REPEATS</c>, default 10, 2 to 100 or <c>off</c>.</summary>
    [ConfigurationKeyName("MAX_REPEATS")]
    [Range(2, 100)]
    public int? MaxRepeats { get; init; } = Defaults.MaxRepeats;

    /// <summary>The options of the engine.</summary>
    public FallbackOptions ToEngineOptions() => !IsEnabled ? FallbackOptions.Off : new FallbackOptions
    {
        NoSpeechThreshold = NoSpeechThreshold,
        LogProbabilityThreshold = LogProbabilityThreshold,
        CompressionRatioThreshold = CompressionRatioThreshold,
        Temperatures = NumberListAttribute.Parse(Temperatures) ?? Defaults.Temperatures,
        MaxRepeats = MaxRepeats,
    };
}
