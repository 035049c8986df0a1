using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper.Model;

namespace Speech.Benchmarks;

/// <summary>The encoder's throughput relative to a large matrix product, and the speed-up of 8-bit weights in decoder steps.</summary>
internal static class ComputeReport
{
    private const int MatrixSize = 2048, Rounds = 9, StepRounds = 31;

    /// <param name="model">Folder or dimensions of the model.</param>
    public static int Print(string model)
    {
        var folder = RandomCheckpoint.FolderOf(model);
        using var fp32 = new NetworkRunner(folder, ComputeProfile.CpuFp32);
        using var mixed = new NetworkRunner(folder, ComputeProfile.CpuMixed);

        var noise = fp32.CreateNoise();
        using var product = new MatrixProduct();
        var (encoder, matrix) = Measure.InterleavedPair(Rounds, () => fp32.Encoder.Encode(noise).Dispose(), product.Run);
        var (encoderRate, matrixRate) = (EncoderOperations(fp32.Config) / encoder / 1e6, 2 * Math.Pow(MatrixSize, 3) / matrix / 1e6);
        Console.WriteLine($"{model}, {Environment.ProcessorCount} cores, medians of {Rounds} interleaved runs");
        Console.WriteLine($"encoder                 {encoder,8:F1} ms  {encoderRate,7:F1} GFLOP/s");
        Console.WriteLine($"{MatrixSize}² matrix product    {matrix,8:F1} ms  {matrixRate,7:F1} GFLOP/s");
        Console.WriteLine($"encoder : product       {encoderRate / matrixRate,8:P0}");
        Console.WriteLine();

        foreach (var sequences in new[] { 1, 8, 24 })
        {
            using KeyValueCache fp32Cache = fp32.CreateFilledCache(sequences), mixedCache = mixed.CreateFilledCache(sequences);
            var (slow, fast) = Measure.InterleavedPair(
                StepRounds, fp32.CreateStep(fp32Cache, sequences), mixed.CreateStep(mixedCache, sequences));
            Console.WriteLine($"step, batch of {sequences,2}: fp32 {slow,7:F2} ms, 8-bit weights {fast,7:F2} ms, ratio {fast / slow:F2}");
        }

        return 0;
    }

    /// <summary>Floating-point operations of the matrix products and convolutions of one window; softmax, layer normalization and GELU are
    /// not counted.</summary>
    private static double EncoderOperations(WhisperConfig config)
    {
        double d = config.DModel, positions = config.MaxSourcePositions, frames = 2 * positions, mels = config.NumMelBins;
        var spectrogram = 2 * frames * (402.0 * 400 + 201 * mels);
        var stem = 2 * 3 * d * (mels * frames + d * positions);
        var layer = 2 * positions * (12 * d * d + 2 * positions * d);
        return spectrogram + stem + config.EncoderLayers * layer;
    }

    /// <summary>A large matrix product in the same runtime with the same threads; its right operand is a constant, like weights.</summary>
    private sealed class MatrixProduct : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly RunOptions _run = new();
        private readonly OrtValue _left = Wrap(RandomMatrix(1)), _result = Wrap(new float[MatrixSize * MatrixSize]);

        public MatrixProduct()
        {
            var graph = new GraphWriter();
            var left = graph.Input("left", ElementType.Float, MatrixSize, MatrixSize);
            var product = graph.MatMul(left, graph.Constant<float>(RandomMatrix(2), MatrixSize, MatrixSize));
            graph.Output("result", product, ElementType.Float, MatrixSize, MatrixSize);
            _session = BenchmarkEnvironment.Instance.OpenSession(graph.ToModel(), ComputeProfile.CpuFp32);
        }

        public void Run() => _session.Run(_run, ["left"], [_left], ["result"], [_result]);

        public void Dispose()
        {
            _left.Dispose();
            _result.Dispose();
            _run.Dispose();
            _session.Dispose();
        }

        private static OrtValue Wrap(float[] values) => OrtValue.CreateTensorValueFromMemory(values, [MatrixSize, MatrixSize]);

        private static float[] RandomMatrix(int seed)
        {
            var random = new Random(seed);
            var values = new float[MatrixSize * MatrixSize];
            for (var i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
            return values;
        }
    }
}
