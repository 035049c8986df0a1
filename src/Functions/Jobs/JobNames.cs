using System.Security.Cryptography;

namespace Speech.Functions.Jobs;

/// <summary>Where a job lies: its record in the jobs' container, its audio among the rest of the audio, so that whatever serves that serves jobs too.</summary>
internal static class JobNames
{
    /// <summary>Before the names of all jobs' audio.</summary>
    public const string Prefix = "jobs/";

    private const int Digits = 32;

    /// <summary>128 random bits: an id is known to who was told it, and cannot be guessed.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);

    public static bool IsId(string id) => id.Length == Digits && id.All(char.IsAsciiHexDigitLower);

    public static string Audio(string id) => Prefix + id;
}
