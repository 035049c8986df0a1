using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper.Model;

namespace Speech.Benchmarks;

/// <summary>How close the encoder comes to what the machine can do, and what 8-bit weights save.</summary>
internal static class ComputeReport
{
    private const int MatrixSize = 2048, Rounds = 9;

    public static int Print(string model)
    {
        var folder = RandomCheckpoint.FolderOf(model);
        using var dense = new Engine(folder, ComputeProfile.CpuFp32);
        using var int8 = new Engine(folder, ComputeProfile.CpuMixed);

        var noise = dense.Noise();
        using var product = new Product();
        var (encoder, matrix) = Measure.Paired(Rounds, () => dense.Encoder.Encode(noise).Dispose(), product.Run);
        var (encoderRate, matrixRate) = (EncoderOperations(dense.Config) / encoder / 1e6, 2 * Math.Pow(MatrixSize, 3) / matrix / 1e6);
        Console.WriteLine($"{model}, {Environment.ProcessorCount} cores, medians of {Rounds} runs in turn");
        Console.WriteLine($"encoder                 {encoder,8:F1} ms  {encoderRate,7:F1} GFLOP/s");
        Console.WriteLine($"one {MatrixSize}² product        {matrix,8:F1} ms  {matrixRate,7:F1} GFLOP/s");
        Console.WriteLine($"encoder : product       {encoderRate / matrixRate,8:P0}");
        Console.WriteLine();

        foreach (var rows in new[] { 1, 8, 24 })
        {
            using var denseRows = dense.Rows(rows);
            using var int8Rows = int8.Rows(rows);
            var (slow, fast) = Measure.Paired(31, dense.Step(denseRows, rows), int8.Step(int8Rows, rows));
            Console.WriteLine($"step of {rows,2} rows: fp32 {slow,7:F2} ms, 8-bit weights {fast,7:F2} ms, ratio {fast / slow:F2}");
        }

        return 0;
    }

    /// <summary>Multiplications and additions of one window: products and convolutions; softmax, norms and GELU are not counted.</summary>
    private static double EncoderOperations(WhisperConfig config)
    {
        double d = config.DModel, positions = config.MaxSourcePositions, frames = 2 * positions, mels = config.NumMelBins;
        var spectrogram = 2 * frames * (402.0 * 400 + 201 * mels);
        var stem = 2 * 3 * d * (mels * frames + d * positions);
        var layer = 2 * positions * (12 * d * d + 2 * positions * d);
        return spectrogram + stem + config.EncoderLayers * layer;
    }

    /// <summary>One large matrix product on the same runtime and threads, its right side known beforehand like a weight.</summary>
    private sealed class Product : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly RunOptions _run = new();
        private readonly OrtValue _a = OrtValue.CreateTensorValueFromMemory(Matrix(1), [MatrixSize, MatrixSize]);
        private readonly OrtValue _c = OrtValue.CreateTensorValueFromMemory(new float[MatrixSize * MatrixSize], [MatrixSize, MatrixSize]);

        public Product()
        {
            var graph = new GraphWriter();
            var product = graph.MatMul(graph.Input("a", ElementType.Float, MatrixSize, MatrixSize), graph.Constant<float>(Matrix(2), MatrixSize, MatrixSize));
            graph.Output("c", product, ElementType.Float, MatrixSize, MatrixSize);
            _session = BenchmarkEnvironment.Instance.OpenSession(graph.ToModel(), ComputeProfile.CpuFp32);
        }

        public void Run() => _session.Run(_run, ["a"], [_a], ["c"], [_c]);

        public void Dispose()
        {
            _a.Dispose();
            _c.Dispose();
            _run.Dispose();
            _session.Dispose();
        }

        private static float[] Matrix(int seed)
        {
            var random = new Random(seed);
            var values = new float[MatrixSize * MatrixSize];
            for (var i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
            return values;
        }
    }
}
