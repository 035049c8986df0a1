using System.Security.Cryptography;

namespace Speech.Storage.Containers;

/// <summary>Names of jobs and their blobs. The audio of jobs is stored with all other audio, so that whatever processes audio blobs
/// processes jobs too.</summary>
internal static class JobNames
{
    /// <summary>The prefix of the audio blobs of jobs.</summary>
    public const string AudioPrefix = "jobs/";

    private const int IdLength = 32;

    /// <summary>A new id of 128 random bits in hexadecimal: it cannot be guessed, so only its recipient can use it.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsId(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);

    /// <summary>The name of a job's audio blob.</summary>
    public static string AudioBlob(string id) => AudioPrefix + id;

    /// <summary>Whether a blob has the name of a job's audio. Others with its prefix are uploads like any.</summary>
    public static bool IsAudioBlob(string name)
        => name.StartsWith(AudioPrefix, StringComparison.Ordinal) && IsId(name[AudioPrefix.Length..]);
}
