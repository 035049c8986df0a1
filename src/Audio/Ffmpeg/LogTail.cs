using System.Text;

namespace Speech.Audio.Ffmpeg;

/// <summary>Keeps the last part of what a process says, and no more of it in memory than that.</summary>
internal static class LogTail
{
    private const int Kept = 2000;

    /// <summary>Reads to the end.</summary>
    /// <returns>At most the last 2,000 characters; what is not text is replaced.</returns>
    public static async Task<string> ReadAsync(Stream stream)
    {
        var tail = new byte[2 * Kept];
        var filled = 0;
        while (await stream.ReadAsync(tail.AsMemory(filled)) is > 0 and var count)
        {
            filled += count;
            if (filled <= Kept) continue;
            tail.AsSpan(filled - Kept, Kept).CopyTo(tail);
            filled = Kept;
        }
        return Encoding.UTF8.GetString(tail, 0, filled);
    }
}
