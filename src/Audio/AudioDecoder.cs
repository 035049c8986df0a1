namespace Speech.Audio;

/// <summary>Turns audio in any common container into mono samples at <see cref="SampleRate"/>.</summary>
public sealed class AudioDecoder(AudioOptions options)
{
    /// <summary>The one rate of the engines, in Hz.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Decodes a stream of audio, block by block, so that memory does not grow with the file.</summary>
    /// <param name="audio">The encoded bytes; read forward only, once.</param>
    /// <param name="raw">Set when the bytes are headerless PCM; null when a container tells.</param>
    /// <param name="cancellationToken">Stops the decoding; nothing is left running.</param>
    /// <returns>Blocks of mono samples in [-1, 1] at 16 kHz. A block is valid until the next one is asked for.</returns>
    /// <exception cref="AudioException">The audio is empty, damaged, too long, or of an unknown kind.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(Stream audio, RawPcm? raw = null, CancellationToken cancellationToken = default)
        => throw new NotImplementedException(options.ToString());
}
