using System.Globalization;
using Speech.Whisper;

namespace Speech.Transcription.Settings;

/// <summary>The settings of the temperature fallback and its thresholds. On by default, so that silence does not yield hallucinated
/// text.</summary>
public static class FallbackSettings
{
    /// <remarks>
    /// <c>GUARDS</c>, default true; false yields the tokens of the reference pipeline, which has no fallback. Each threshold may be
    /// <c>off</c>:
    /// <c>NO_SPEECH_THRESHOLD</c> 0.6, 0 to 1; <c>LOGPROB_THRESHOLD</c> -1, -100 to 0; <c>COMPRESSION_RATIO_THRESHOLD</c> 2.4, 1 to 100;
    /// <c>TEMPERATURES</c> 0,0.2,0.4,0.6,0.8,1, each 0 to 2; <c>MAX_REPEATS</c> 10, 2 to 100. For their meaning see
    /// <see cref="FallbackOptions"/>.
    /// </remarks>
    public static FallbackOptions Read(SettingsReader from)
    {
        var defaults = new FallbackOptions();
        var fallback = new FallbackOptions
        {
            NoSpeechThreshold = from.Threshold("NO_SPEECH_THRESHOLD", defaults.NoSpeechThreshold, 0, 1),
            LogProbabilityThreshold = from.Threshold("LOGPROB_THRESHOLD", defaults.LogProbabilityThreshold, -100, 0),
            CompressionRatioThreshold = from.Threshold(
                "COMPRESSION_RATIO_THRESHOLD", defaults.CompressionRatioThreshold, 1, 100),
            Temperatures = ReadTemperatures(from) ?? defaults.Temperatures,
            MaxRepeats = (int?)from.Threshold("MAX_REPEATS", defaults.MaxRepeats, 2, 100),
        };
        return from.Boolean("GUARDS", true) ? fallback : FallbackOptions.Off;
    }

    private static double[]? ReadTemperatures(SettingsReader from)
    {
        if (from.Text("TEMPERATURES") is not { } text) return null;
        var values = text.Split(',')
            .Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : -1)
            .ToArray();
        if (Array.TrueForAll(values, value => value is >= 0 and <= 2)) return values;
        from.AddFault($"TEMPERATURES must be comma-separated numbers from 0 to 2, not \"{text}\"");
        return null;
    }
}
