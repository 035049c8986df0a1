namespace Speech.Whisper;
internal static class Tune
{
    public static double Get(string name, double value)
        => Environment.GetEnvironmentVariable("TUNE_" + name) is { } text ? double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : value;
}
