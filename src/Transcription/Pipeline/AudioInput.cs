using Speech.Audio;

namespace Speech.Transcription.Pipeline;

/// <summary>The encoded audio of one request.</summary>
/// <param name="Content">The bytes; the handler reads the stream and does not dispose it.</param>
/// <param name="Raw">The format of headerless PCM; null where a container has the format.</param>
public sealed record AudioInput(Stream Content, RawPcm? Raw = null)
{
    /// <summary>The limit of a request whose client waits; null (the default) for none.</summary>
    public WorkLimit? Limit { get; init; }
}

/// <summary>Decodes audio into blocks of mono samples at 16 kHz: <see cref="AudioDecoder.DecodeAsync"/>.</summary>
/// <param name="audio">The encoded bytes.</param>
/// <param name="raw">The format of headerless PCM; null where a container has the format.</param>
/// <param name="cancellationToken">Cancels the decoding.</param>
public delegate IAsyncEnumerable<ReadOnlyMemory<float>> AudioDecoding(Stream audio, RawPcm? raw, CancellationToken cancellationToken);

/// <summary>Decodes audio into blocks of samples at 16 kHz, each channel by itself:
/// <see cref="AudioDecoder.DecodeChannelsAsync"/>.</summary>
/// <param name="audio">The encoded bytes.</param>
/// <param name="raw">The format of headerless PCM; null where a container has the format.</param>
/// <param name="cancellationToken">Cancels the decoding.</param>
public delegate IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> ChannelDecoding(
    Stream audio, RawPcm? raw, CancellationToken cancellationToken);
