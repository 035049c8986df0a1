namespace Speech.Audio.Ffmpeg;

/// <summary>Tells the client why ffmpeg failed, in words of this program: its own name files and memory addresses.</summary>
internal static class FfmpegComplaint
{
    public static string Explain(string complaints)
        => complaints.Contains("does not contain any stream", StringComparison.Ordinal)
            ? "the file has no sound in it."
            : "it is damaged, or of a format that is not known here.";
}
