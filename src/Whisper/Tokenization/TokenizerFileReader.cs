using System.Text.Json;

namespace Speech.Whisper.Tokenization;

/// <summary>
/// Reads one of a tokenizer's files. Any error becomes a <see cref="WhisperException"/> that names the file but not its folder.
/// </summary>
internal static class TokenizerFileReader
{
    /// <summary>Far above any vocabulary's ids; bounds the tables that a malicious file could ask for.</summary>
    private const int IdLimit = 1 << 20;

    private const long ByteLimit = 64 << 20;

    public static string[] ReadLines(string folder, string name) => Read(folder, name, static stream =>
    {
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        return lines.ToArray();
    });

    public static T ReadJson<T>(string folder, string name, Func<JsonElement, T> take) => Read(folder, name, stream =>
    {
        try
        {
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            // Not JsonDocument, which would leave several times the size of the file in the process's pool of arrays.
            return take(JsonElement.Parse(bytes));
        }
        // Thrown by JsonElement for a value of another kind, a number out of range, a missing property, invalid text.
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new WhisperException($"The tokenizer's {name} is invalid or does not belong to a Whisper tokenizer.", exception);
        }
    });

    /// <summary>Reads an object that maps tokens to ids.</summary>
    public static Dictionary<string, int> ReadIds(JsonElement pieces)
    {
        var ids = new Dictionary<string, int>();
        foreach (var piece in pieces.EnumerateObject()) ids[piece.Name] = ReadId(piece.Value);
        return ids;
    }

    public static int ReadId(JsonElement id)
        => id.GetInt32() is >= 0 and < IdLimit and var value
            ? value : throw new FormatException($"A token's id is not between 0 and {IdLimit - 1}.");

    public static string ReadText(JsonElement text) => text.GetString() ?? throw new FormatException("A token is null.");

    private static T Read<T>(string folder, string name, Func<Stream, T> take)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(folder, name));
            return stream.Length <= ByteLimit ? take(stream) : throw new WhisperException($"The tokenizer's {name} is too large.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WhisperException($"The tokenizer's {name} cannot be read.", exception);
        }
    }
}
