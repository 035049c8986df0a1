using Speech.Audio;
using Speech.Onnx.Graphs;
using Speech.Onnx.Signals;

namespace Speech.Whisper.Features;

/// <summary>Whisper's log-mel spectrogram as part of the encoder's graph.</summary>
internal static class LogMelGraph
{
    /// <summary>Samples of a frame, and from one frame to the next.</summary>
    public const int FftLength = 400, Hop = 160;

    private const int Bins = FftLength / 2 + 1;

    // Log10 power is clipped to the maximum minus 8 and scaled to about [-1, 1].
    private const float Floor = 1e-10f, DynamicRange = 8, Shift = 4, Scale = 1f / 4;

    /// <summary>Writes the spectrogram.</summary>
    /// <param name="graph">The graph being written.</param>
    /// <param name="audio">[batch, samples] at 16 kHz.</param>
    /// <param name="mels">Number of mel bins, 80 or 128.</param>
    /// <returns>[batch, mels, samples / 160]</returns>
    public static Edge Write(GraphWriter graph, Edge audio, int mels)
    {
        var spectrum = PowerSpectrum.Write(graph, audio, FftLength, Hop, "reflect");
        // The last frame is dropped, as in the reference.
        var power = graph.Slice(spectrum, 2, graph.Integers(0), graph.Integers(-1));
        var filters = graph.Constant<float>(MelFilterBank.Create(mels, FftLength, AudioDecoder.SampleRate), mels, Bins);
        var mel = graph.Max(graph.MatMul(filters, power), graph.Scalar(Floor));
        var log = graph.Mul(graph.Node("Log", [mel]), graph.Scalar((float)(1 / Math.Log(10))));
        var max = graph.Node("ReduceMax", [log, graph.Integers(1, 2)], ("keepdims", 1));
        var clipped = graph.Max(log, graph.Sub(max, graph.Scalar(DynamicRange)));
        return graph.Mul(graph.Add(clipped, graph.Scalar(Shift)), graph.Scalar(Scale));
    }
}
