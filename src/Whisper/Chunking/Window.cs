using Speech.Audio;
using Speech.Audio.Windows;

namespace Speech.Whisper.Chunking;

/// <summary>A piece of the audio that overlaps the adjacent ones; all lengths in samples at 16 kHz.</summary>
/// <param name="Samples">The samples; the array behind them is reused once the window is decoded.</param>
/// <param name="StrideLeft">
/// Length of the start that is left to the previous window, which has more context there; 0 for the first window.
/// </param>
/// <param name="StrideRight">
/// Length of the end that is left to the next window, which has more context there; 0 for the last window.
/// </param>
internal readonly record struct Window(ArraySegment<float> Samples, int StrideLeft, int StrideRight)
{
    /// <summary>The single window of a batch.</summary>
    /// <param name="batch">A batch of one window.</param>
    /// <param name="stride">Samples that neighboring windows share on each side.</param>
    public static Window From(WindowBatch batch, int stride) => new(batch.Samples, batch.IsFirst ? 0 : stride, batch.IsLast ? 0 : stride);

    /// <summary>Whether the window is digital silence, for which the network would invent text.</summary>
    public bool IsSilent => DigitalSilence.Is(Samples);
}
