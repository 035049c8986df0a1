using System.Globalization;
using Speech.Whisper;

namespace Speech.Transcription.Settings;

/// <summary>The guards against invented text, from the settings. They are on by default: silence must not become a sentence.</summary>
internal static class GuardSettings
{
    /// <remarks>
    /// <c>GUARDS</c>, default true; false gives the tokens of the reference pipeline, which has no guards. Each threshold may be <c>off</c>:
    /// <c>NO_SPEECH_THRESHOLD</c> 0.6, 0 to 1; <c>LOGPROB_THRESHOLD</c> -1, -100 to 0; <c>COMPRESSION_RATIO_THRESHOLD</c> 2.4, 1 to 100;
    /// <c>TEMPERATURES</c> 0,0.2,0.4,0.6,0.8,1, each 0 to 2; <c>MAX_REPEATS</c> 10, 2 to 100. What they mean: <see cref="FallbackOptions"/>.
    /// </remarks>
    public static FallbackOptions Read(SettingsReader from)
    {
        var defaults = new FallbackOptions();
        var guards = new FallbackOptions
        {
            NoSpeechThreshold = from.Threshold("NO_SPEECH_THRESHOLD", defaults.NoSpeechThreshold, 0, 1),
            LogProbabilityThreshold = from.Threshold("LOGPROB_THRESHOLD", defaults.LogProbabilityThreshold, -100, 0),
            CompressionRatioThreshold = from.Threshold("COMPRESSION_RATIO_THRESHOLD", defaults.CompressionRatioThreshold, 1, 100),
            Temperatures = Temperatures(from) ?? defaults.Temperatures,
            MaxRepeats = (int?)from.Threshold("MAX_REPEATS", defaults.MaxRepeats, 2, 100),
        };
        return from.Flag("GUARDS", true) ? guards : FallbackOptions.Off;
    }

    private static double[]? Temperatures(SettingsReader from)
    {
        const string name = "TEMPERATURES";
        if (from.Text(name) is not { } text) return null;
        var values = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : -1).ToArray();
        if (Array.TrueForAll(values, value => value is >= 0 and <= 2)) return values;
        from.Fault($"{name} must be numbers from 0 to 2 with commas between them, not \"{text}\"");
        return null;
    }
}
