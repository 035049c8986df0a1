namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>
/// Small trained models as fixtures: they know 175 English and 97 Spanish words, and run in a fraction of the time of Whisper base.
/// </summary>
internal static class DemoModels
{
    public static string Asr => FolderOf("demo");
    public static string Assistant => FolderOf("demo-assistant");
    public static string Diarization => FolderOf("demo-diarization");
    public static string Samples => Path.Combine(AppContext.BaseDirectory, "demo", "samples");

    private static string FolderOf(string name) => Path.Combine(AppContext.BaseDirectory, "demo", "models", name);
}
