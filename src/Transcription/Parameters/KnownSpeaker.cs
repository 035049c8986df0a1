namespace Speech.Transcription.Parameters;

/// <summary>A speaker whom a request knows.</summary>
/// <param name="Name">The name.</param>
/// <param name="Audio">The bytes of an audio file with speech of this speaker alone.</param>
public sealed record KnownSpeaker(string Name, ReadOnlyMemory<byte> Audio)
{
    private const int MaxNameLength = 64;

    /// <summary>Whether a text can name a speaker: 1 to 64 characters on one line that do not look like the label of one without a
    /// name.</summary>
    /// <param name="name">The text.</param>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxNameLength && !name.Any(char.IsControl)
            && !Diarization.SpeakerLabels.IsLabel(name);
    }

    /// <summary>Decodes the audio of a reference.</summary>
    /// <param name="text">Base64, or a <c>data:</c> URL with base64.</param>
    /// <returns>Null where it is neither, or empty.</returns>
    public static byte[]? Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            const string marker = ";base64,";
            var data = text.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
            if (data < 0) return null;
            text = text[(data + marker.Length)..];
        }

        var bytes = new byte[text.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(text, bytes, out var count) && count > 0 ? bytes[..count] : null;
    }
}
