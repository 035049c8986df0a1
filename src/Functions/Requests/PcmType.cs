using Microsoft.Net.Http.Headers;
using Speech.Audio;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>The content types of headerless PCM: <c>audio/pcm</c> (little-endian) and <c>audio/L16</c> (big-endian, RFC 2586).</summary>
internal static class PcmType
{
    private const int MostChannels = 32;

    /// <param name="contentType">The type of the audio itself, with its <c>rate</c> and <c>channels</c> if it has them.</param>
    /// <param name="samplingRate">The rate where the type names none, in Hz.</param>
    /// <returns>Null when the audio is in a container.</returns>
    /// <exception cref="InvalidBodyException">The rate or the channels are out of range.</exception>
    public static RawPcm? Of(string? contentType, int samplingRate)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) return null;
        var bigEndian = type.MediaType.Equals("audio/L16", StringComparison.OrdinalIgnoreCase);
        if (!bigEndian && !type.MediaType.Equals("audio/pcm", StringComparison.OrdinalIgnoreCase)) return null;
        return new RawPcm(Number(type, "rate", samplingRate, 1_000, 384_000), Number(type, "channels", 1, 1, MostChannels), bigEndian);
    }

    private static int Number(MediaTypeHeaderValue type, string name, int otherwise, int min, int max)
    {
        var given = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (given is null) return otherwise;
        if (int.TryParse(HeaderUtilities.RemoveQuotes(given.Value), out var number) && number >= min && number <= max) return number;
        throw new InvalidBodyException($"The {name} of the content type must be a whole number from {min} to {max}");
    }
}
