using Speech.Audio.Errors;

namespace Speech.Audio.Ffmpeg;

/// <summary>Decides by exit code and error output whether the audio, the server or both are to blame for a failure of ffmpeg.</summary>
internal static class FfmpegFailure
{
    /// <summary>The runtime reports a signal as 128 plus its number.</summary>
    private const int FirstSignal = 129, LastSignal = 159;

    /// <summary>Signals of a program that breaks down by itself: SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, and SIGXCPU of the CPU
    /// time limit.</summary>
    private static readonly int[] CrashSignals = [4, 6, 7, 8, 11, 24];

    /// <summary>Exit codes of ffmpeg stopped by a signal that it handles, and of shells and loaders that cannot run it.</summary>
    private static readonly int[] ServerExitCodes = [123, 126, 127, 255];

    /// <summary>The system's words for a full or read-only disk, and for too many files, processes or threads.</summary>
    private static readonly string[] ServerErrors =
    [
        "No space left on device", "Disk quota exceeded", "Read-only file system", "Too many open files",
        "Resource temporarily unavailable", "error while loading shared libraries",
    ];

    private const string NoMemory = "Cannot allocate memory";

    /// <param name="exitCode">The exit code; not 0.</param>
    /// <param name="errorOutput">The end of the error output.</param>
    public static AudioException Create(int exitCode, string errorOutput)
    {
        var diagnostics = $"exit code {exitCode}: {errorOutput}";
        if (exitCode is >= FirstSignal and <= LastSignal)
            return CrashSignals.Contains(exitCode - FirstSignal + 1)
                ? new AudioDecoderCrashedException(diagnostics) : new AudioDecoderFailedException(diagnostics: diagnostics);
        if (ServerExitCodes.Contains(exitCode) || ServerErrors.Any(error => errorOutput.Contains(error, StringComparison.Ordinal)))
            return new AudioDecoderFailedException(diagnostics: diagnostics);
        // Damaged audio can ask for more memory than there is, too.
        if (errorOutput.Contains(NoMemory, StringComparison.Ordinal)) return new AudioDecoderCrashedException(diagnostics);
        return new UndecodableAudioException(Explain(errorOutput), errorOutput);
    }

    /// <summary>Explains the failure to clients. ffmpeg's own output is not shown to them: it contains file names and memory
    /// addresses.</summary>
    private static string Explain(string errorOutput)
        => errorOutput.Contains("does not contain any stream", StringComparison.Ordinal)
            ? "the file has no sound in it."
            : "it is corrupt, or of an unsupported format.";
}
