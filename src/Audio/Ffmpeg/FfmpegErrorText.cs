namespace Speech.Audio.Ffmpeg;

/// <summary>
/// Explains a failure of ffmpeg to clients. ffmpeg's own output is not shown to them: it contains file names and memory addresses.
/// </summary>
internal static class FfmpegErrorText
{
    public static string Explain(string errorOutput)
        => errorOutput.Contains("does not contain any stream", StringComparison.Ordinal)
            ? "the file has no sound in it."
            : "it is corrupt, or of an unsupported format.";
}
