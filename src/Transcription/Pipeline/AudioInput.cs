using Speech.Audio;

namespace Speech.Transcription.Pipeline;

/// <summary>The audio of one request, encoded.</summary>
/// <param name="Content">The bytes; the handler reads them and leaves the stream to its owner.</param>
/// <param name="Raw">Set when the bytes are headerless PCM; null when a container tells.</param>
public sealed record AudioInput(Stream Content, RawPcm? Raw = null);

/// <summary>Turns encoded audio into blocks of mono samples at 16 kHz: <see cref="AudioDecoder.DecodeAsync"/>.</summary>
/// <param name="audio">The encoded bytes.</param>
/// <param name="raw">Set when the bytes are headerless PCM.</param>
/// <param name="cancellationToken">Stops the decoding.</param>
public delegate IAsyncEnumerable<ReadOnlyMemory<float>> AudioDecoding(Stream audio, RawPcm? raw, CancellationToken cancellationToken);
