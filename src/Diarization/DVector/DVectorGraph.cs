using Speech.Audio;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Signals;
using Speech.Onnx.Weights;

namespace Speech.Diarization.DVector;

/// <summary>The d-vector network as two graphs: the mel power spectrogram, and the LSTM stack on windows of it.</summary>
/// <remarks>Wan, Wang, Papir and Moreno, Generalized end-to-end loss for speaker verification, 2018. Names of the tensors and features as
/// in Resemblyzer.</remarks>
internal static class DVectorGraph
{
    public const string Audio = "audio", Mel = "mel", Embeddings = "embeddings";

    // Avoids a division by zero where no unit of the last layer is active.
    private const float Epsilon = 1e-12f;

    /// <summary>Whether a checkpoint holds this network.</summary>
    public static bool IsIn(IWeights weights) => weights.Contains(InputMatrix(0)) && weights.Contains("linear.weight");

    /// <summary>The number of mel bins that a checkpoint was trained with.</summary>
    /// <exception cref="WeightException">A tensor is missing.</exception>
    public static int CountBins(IWeights weights) => (int)weights.Get(InputMatrix(0)).Shape[^1];

    /// <summary>Writes the spectrogram: [1, samples] to [1, frames, bins]. Power, not its logarithm.</summary>
    /// <exception cref="WeightException">A tensor is missing.</exception>
    public static GraphModel CreateSpectrogram(CheckpointWeights weights)
    {
        var (graph, bins) = (new GraphWriter(), CountBins(weights));
        var audio = graph.Input(Audio, ElementType.Float, 1, "samples");
        var power = PowerSpectrum.Write(graph, audio, DVectorFeatures.FftLength, DVectorFeatures.Hop, "constant");
        var filters = MelFilterBank.Create(bins, DVectorFeatures.FftLength, AudioDecoder.SampleRate);
        var mel = graph.MatMul(graph.Constant<float>(filters, bins, filters.Length / bins), power);
        graph.Output(Mel, graph.Transpose(mel, 0, 2, 1), ElementType.Float, 1, "frames", bins);
        return graph.ToModel();
    }

    /// <summary>Writes the LSTM stack, a linear layer on the last hidden state, ReLU and L2 normalization: [windows, frames, bins] to
    /// [windows, dimension].</summary>
    /// <exception cref="WeightException">A tensor is missing, or the shapes of the tensors do not match.</exception>
    public static GraphModel CreateEncoder(CheckpointWeights weights, ComputeProfile profile)
    {
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, weights, profile);
        var lstm = new LstmWriter(graph, layers, profile.Encoder);
        var x = graph.Transpose(graph.Input(Mel, ElementType.Float, "windows", "frames", CountBins(weights)), 1, 0, 2);
        for (var layer = 0; weights.Contains(InputMatrix(layer)); layer++) x = lstm.Write(x, "lstm.", $"_l{layer}");
        var last = graph.Gather(x, graph.Scalar(-1L), 0);
        var y = graph.Relu(layers.Linear(last, "linear", LinearKind.Dense));
        var norm = graph.Sqrt(graph.Sum(graph.Mul(y, y), 1));
        y = graph.Div(y, graph.Max(norm, graph.Scalar(Epsilon)));
        graph.Output(Embeddings, y, ElementType.Float, "windows", layers.Shape("linear.weight", null, null)[0]);
        return graph.ToModel();
    }

    private static string InputMatrix(int layer) => $"lstm.weight_ih_l{layer}";
}
