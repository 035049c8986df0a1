using System.Text;

namespace Speech.Audio.Ffmpeg;

/// <summary>Reads the end of a stream of text without buffering the rest.</summary>
internal static class StreamTail
{
    private const int MaxLength = 2000;

    /// <summary>Reads to the end.</summary>
    /// <returns>The last 2,000 bytes, decoded as UTF-8 with invalid bytes replaced.</returns>
    public static async Task<string> ReadAsync(Stream stream)
    {
        var tail = new byte[2 * MaxLength];
        var count = 0;
        while (await stream.ReadAsync(tail.AsMemory(count)) is > 0 and var read)
        {
            count += read;
            if (count <= MaxLength) continue;
            tail.AsSpan(count - MaxLength, MaxLength).CopyTo(tail);
            count = MaxLength;
        }
        return Encoding.UTF8.GetString(tail, 0, count);
    }
}
