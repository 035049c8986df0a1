using Microsoft.ML.OnnxRuntime;
using Speech.Whisper.Model;

namespace Speech.Whisper.Decoding;

/// <summary>Encodes the windows that are about to be decoded.</summary>
/// <param name="encoder">The model's encoder.</param>
/// <param name="encodesInBatches">
/// Whether several windows are encoded in one pass: faster on a GPU; on a CPU it was measured to gain nothing.
/// </param>
internal sealed class WindowEncoder(Encoder encoder, bool encodesInBatches)
{
    // Bounds the memory of the activations; a GPU is busy with fewer windows already.
    private const int MaxWindowsPerPass = 8;

    /// <summary>Number of samples of a full window.</summary>
    public int WindowSamples => encoder.WindowSamples;

    /// <summary>Maximum number of windows that are encoded in one pass, at least 1.</summary>
    public int MaxWindows => encodesInBatches ? MaxWindowsPerPass : 1;

    /// <summary>Encodes windows; missing samples at their ends are silence.</summary>
    /// <param name="windows">At most <see cref="MaxWindows"/> windows of at most <see cref="WindowSamples"/> samples.</param>
    /// <returns>The hidden states of each window, [1, positions, width], to be disposed by the caller.</returns>
    public IReadOnlyList<OrtValue> Encode(IReadOnlyList<ReadOnlyMemory<float>> windows) => encoder.Encode(windows);
}
