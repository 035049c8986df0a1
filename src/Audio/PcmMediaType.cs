using System.Globalization;
using System.Net.Http.Headers;

namespace Speech.Audio;

/// <summary>The media types of headerless PCM: <c>audio/pcm</c> (little-endian) and <c>audio/L16</c> (big-endian, RFC 2586),
/// with the parameters <c>rate</c> (Hz) and <c>channels</c>.</summary>
public static class PcmMediaType
{
    private const string LittleEndian = "audio/pcm";
    private const string BigEndian = "audio/L16";
    private const int MinSampleRate = 1_000;
    private const int MaxSampleRate = 384_000;
    private const int MaxChannels = 32;

    /// <summary>Reads the PCM format from the media type of audio.</summary>
    /// <param name="mediaType">The media type, for example <c>audio/L16;rate=16000;channels=1</c>; null when it is unknown.</param>
    /// <param name="defaultSampleRate">The sample rate of a type without <c>rate</c>, in Hz.</param>
    /// <returns>Null for every other media type, whose container describes the format.</returns>
    /// <exception cref="InvalidPcmMediaTypeException"><c>rate</c> or <c>channels</c> is out of range.</exception>
    public static RawPcm? Parse(string? mediaType, int defaultSampleRate)
    {
        // A trailing semicolon is tolerated, as web servers do.
        if (!MediaTypeHeaderValue.TryParse(mediaType?.TrimEnd(' ', ';'), out var type)) return null;
        var isBigEndian = BigEndian.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase);
        if (!isBigEndian && !LittleEndian.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase)) return null;
        var sampleRate = ReadParameter(type, "rate", defaultSampleRate, MinSampleRate, MaxSampleRate);
        return new RawPcm(sampleRate, ReadParameter(type, "channels", 1, 1, MaxChannels), isBigEndian);
    }

    /// <summary>Formats a PCM format as the media type that <see cref="Parse"/> reads.</summary>
    /// <param name="pcm">The PCM format.</param>
    public static string Format(RawPcm pcm)
    {
        ArgumentNullException.ThrowIfNull(pcm);
        var type = pcm.BigEndian ? BigEndian : LittleEndian;
        return string.Create(CultureInfo.InvariantCulture, $"{type};rate={pcm.SampleRate};channels={pcm.Channels}");
    }

    private static int ReadParameter(MediaTypeHeaderValue type, string name, int defaultValue, int min, int max)
    {
        var parameter = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (parameter is null) return defaultValue;
        if (int.TryParse(parameter.Value?.Trim('"'), out var number) && number >= min && number <= max) return number;
        throw new InvalidPcmMediaTypeException(name, min, max);
    }
}
