using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Speech.Transcription.Parameters;
using Speech.Whisper;

namespace Speech.Transcription.Options;

/// <summary>Threads, batch size, beams, precision and device of the networks.</summary>
public sealed record ComputeOptions
{
    /// <summary><c>THREADS</c>, default 0, 0 to 256: threads of one forward pass; 0 uses the number of physical cores.</summary>
    [ConfigurationKeyName("THREADS")]
    [Range(0, 256)]
    public int Threads { get; init; }

    /// <summary><c>MAX_BATCH_SIZE</c>, default 0, 0 to 256: maximum number of windows decoded together, over all requests and
    /// regardless of their <c>batch_size</c>; 0 is the default of <see cref="WhisperOptions.MaxBatchSize"/>. Each has its own key/value
    /// cache: for whisper-base 37 MB in 32 bits and 9 MB in 8, for large half a gigabyte and 123 MB. Limited memory lowers it
    /// further.</summary>
    [ConfigurationKeyName("MAX_BATCH_SIZE")]
    [Range(0, 256)]
    public int MaxBatchSize { get; init; }

    /// <summary><c>PRECISION</c>, default <c>int8</c>: the precision of the networks on a CPU; <c>mixed</c> has 8-bit weights in the
    /// decoder, <c>int8</c> in the encoder too. Both compute the speaker embeddings once per window, see
    /// <see cref="Speech.Diarization.Embedding.EmbeddingMode"/>.</summary>
    [ConfigurationKeyName("PRECISION")]
    public Precision Precision { get; init; } = Precision.Int8;

    /// <summary><c>NUM_BEAMS</c>, default 5, 1 to 8: beams of the search where a request has no <c>num_beams</c>; 1 is greedy
    /// decoding.</summary>
    [ConfigurationKeyName("NUM_BEAMS")]
    [Range(1, InferenceParameters.MaxBeams)]
    public int Beams { get; init; } = 5;

    /// <summary><c>DEVICE</c>, default <c>auto</c>: the GPU if there is one; or <c>cpu</c>; or <c>cuda</c>, with which the process does
    /// not start without a GPU.</summary>
    [ConfigurationKeyName("DEVICE")]
    public DeviceSetting Device { get; init; } = DeviceSetting.Auto;
}
