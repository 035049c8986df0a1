using Microsoft.ML.OnnxRuntime;

namespace Speech.Whisper.Model;

/// <summary>The encoder's output for a window.</summary>
/// <param name="HiddenStates">[1, computed positions, width]; disposed with this object.</param>
/// <param name="Positions">The computed positions.</param>
internal sealed record EncodedWindow(OrtValue HiddenStates, EncoderPositions Positions) : IDisposable
{
    public void Dispose() => HiddenStates.Dispose();
}
