using System.Globalization;
using Speech.Whisper;

namespace Speech.Transcription.Settings;

/// <summary>The guards against invented text, from the settings. They are on by default: silence must not become a sentence.</summary>
public static class GuardSettings
{
    /// <summary>Reads the settings; faults are added to the reader.</summary>
    /// <remarks>
    /// <c>GUARDS</c>, default true; false gives the tokens of the reference pipeline, which has no guards. Each threshold may be <c>off</c>:
    /// <c>NO_SPEECH_THRESHOLD</c> 0.6, 0 to 1; <c>LOGPROB_THRESHOLD</c> -1, -100 to 0; <c>COMPRESSION_RATIO_THRESHOLD</c> 2.4, 1 to 100;
    /// <c>TEMPERATURES</c> 0,0.2,0.4,0.6,0.8,1, each 0 to 2; <c>MAX_REPEATS</c> 10, 2 to 100. What they mean: <see cref="GuardOptions"/>.
    /// </remarks>
    public static GuardOptions Read(SettingsReader from)
    {
        var defaults = new GuardOptions();
        var guards = new GuardOptions
        {
            NoSpeech = from.Threshold("NO_SPEECH_THRESHOLD", defaults.NoSpeech, 0, 1),
            LogProbability = from.Threshold("LOGPROB_THRESHOLD", defaults.LogProbability, -100, 0),
            CompressionRatio = from.Threshold("COMPRESSION_RATIO_THRESHOLD", defaults.CompressionRatio, 1, 100),
            Temperatures = Temperatures(from) ?? defaults.Temperatures,
            Repeats = (int?)from.Threshold("MAX_REPEATS", defaults.Repeats, 2, 100),
        };
        return from.Flag("GUARDS", true) ? guards : GuardOptions.Off;
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
