using System.Runtime.InteropServices;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Onnx.Tests.Layers;

public class LayerWriterTests
{
    private const int Inputs = 256, Outputs = 272;

    [Fact]
    public void A_linear_layer_multiplies_by_the_transposed_matrix_and_adds_the_bias()
    {
        using WeightFile matrix = new(0, [1f, 2, 3, 4, 5, 6]), bias = new(0, [10f, 20]);
        var graph = new GraphWriter();
        var layers = Layers(graph, matrix.Weight("l.weight", [2, 3]), bias.Weight("l.bias", [2]));
        graph.Output("y", layers.Linear(graph.Input("x", ElementType.Float, 1, 3), "l", LinearKind.Dense), ElementType.Float, 1, 2);
        Assert.Equal([10 + 1 + 2 + 3, 20 + 4 + 5 + 6], Graph.Run(graph, ("x", [1, 1, 1], [1, 3])));
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Weights_of_16_bits_are_widened(ElementType type)
    {
        // Exactly representable in both types.
        float[] values = [1.5f, -0.25f, 96];
        var bytes = type == ElementType.Float16
            ? MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v)).ToArray()
            : MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, v => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16))).ToArray();
        using var file = new WeightFile(2, bytes);
        var graph = new GraphWriter();
        var layers = Layers(graph, file.Weight("w", [3], type));
        graph.Output("y", graph.Add(graph.Input("x", ElementType.Float, 3), layers.Weight("w", 3)), ElementType.Float, 3);
        Assert.Equal(values, Graph.Run(graph, ("x", [0, 0, 0], [3])));
    }

    [Fact]
    public void A_layer_norm_has_zero_mean_and_unit_variance()
    {
        using WeightFile scale = new(0, [1f, 1, 1, 1]), shift = new(0, [0f, 0, 0, 0]);
        var graph = new GraphWriter();
        var layers = Layers(graph, scale.Weight("n.weight", [4]), shift.Weight("n.bias", [4]));
        graph.Output("y", layers.LayerNorm(graph.Input("x", ElementType.Float, 1, 4), "n"), ElementType.Float, 1, 4);
        var y = Graph.Run(graph, ("x", [1, 2, 3, 10], [1, 4]));
        Assert.Equal(0, y.Average(), 1e-5);
        Assert.Equal(1, y.Average(v => v * v), 1e-4);
    }

    [Fact]
    public void A_weight_of_another_shape_is_rejected_by_name()
    {
        using WeightFile scale = new(0, [1f]), shift = new(0, [0f, 0, 0, 0]);
        var graph = new GraphWriter();
        var layers = Layers(graph, scale.Weight("n.weight", [1]), shift.Weight("n.bias", [4]));
        var exception = Assert.Throws<WeightException>(() => layers.LayerNorm(graph.Input("x", ElementType.Float, 1, 4), "n"));
        Assert.Equal("The tensor 'n.weight' has the shape [1], not [4].", exception.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Quantized_weights_change_a_product_by_less_than_two_percent(int rows)
    {
        var random = new Random(3);
        float[] matrix = Graph.Random(random, Outputs * Inputs), bias = Graph.Random(random, Outputs);
        var x = Graph.Random(random, rows * Inputs);
        using var weights = new Int8Weights(matrix, Outputs, Inputs);
        using var biasFile = new WeightFile(0, bias);
        var graph = new GraphWriter();
        var named = new Named(weights.Dense, biasFile.Weight("l.bias", [Outputs])) { Int8 = weights.Quantized };
        var layers = new LayerWriter(graph, named, ComputeProfile.CpuInt8);
        var product = layers.Linear(graph.Input("x", ElementType.Float, 1, rows, Inputs), "l", LinearKind.Int8);
        graph.Output("y", product, ElementType.Float, 1, rows, Outputs);

        var y = Graph.Run(graph, ("x", x, [1, rows, Inputs]));

        double error = 0, power = 0;
        for (var row = 0; row < rows; row++)
            for (var o = 0; o < Outputs; o++)
            {
                double expected = bias[o];
                for (var i = 0; i < Inputs; i++) expected += x[row * Inputs + i] * matrix[o * Inputs + i];
                error += Math.Pow(y[row * Outputs + o] - expected, 2);
                power += expected * expected;
            }

        Assert.InRange(Math.Sqrt(error / power), 1e-9, 0.02);
    }

    /// <summary>As the built-in models are stored: for every kind of layer, with values of 8 bits on every processor.</summary>
    [Theory]
    [InlineData(LinearKind.Int8)]
    [InlineData(LinearKind.Dense)]
    public void A_matrix_stored_in_8_bits_changes_a_product_by_less_than_two_percent(LinearKind kind)
    {
        const int rows = 5;
        var random = new Random(4);
        float[] matrix = Graph.Random(random, Outputs * Inputs), x = Graph.Random(random, rows * Inputs);
        using var weights = new Int8Weights(matrix, Outputs, Inputs, Int8Range.Full);
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, new Named { Int8 = weights.Quantized, IsStoredInInt8 = true }, ComputeProfile.CpuInt8);
        var product = layers.Linear(graph.Input("x", ElementType.Float, 1, rows, Inputs), "l", kind);
        graph.Output("y", product, ElementType.Float, 1, rows, Outputs);

        var y = Graph.Run(graph, ("x", x, [1, rows, Inputs]));

        var expected = Product(x, matrix, rows);
        var error = expected.Zip(y, (e, a) => Math.Pow(e - a, 2)).Sum() / expected.Sum(e => e * e);
        Assert.InRange(Math.Sqrt(error), 1e-9, 0.02);
    }

    /// <summary>As in trained networks, where a few positions have values many times as large as all others.</summary>
    [Theory]
    [InlineData(Int8Range.Full)]
    [InlineData(63)]
    public void Each_row_of_an_8_bit_feed_forward_layer_is_exact_to_three_percent(int magnitude)
    {
        const int rows = 5;
        var random = new Random(6);
        float[] matrix = Graph.Random(random, Inputs * Inputs), bias = Graph.Random(random, Inputs);
        float[] x = Graph.Random(random, rows * Inputs), addend = Graph.Random(random, rows * Inputs);
        for (var i = 0; i < Inputs; i++) x[2 * Inputs + i] *= 100;
        using var weights = new Int8Weights(matrix, Inputs, Inputs, magnitude);
        using var biasFile = new WeightFile(0, bias);
        var graph = new GraphWriter();
        var named = new Named(weights.Dense, biasFile.Weight("l.bias", [Inputs])) { Int8 = weights.Quantized };
        var layers = new LayerWriter(graph, named, ComputeProfile.CpuInt8);
        Edge Input(string name) => graph.Input(name, ElementType.Float, 1, rows, Inputs);
        var y = layers.FeedForward(Input("x"), "l", "l", LinearKind.Int8, addend: Input("a"));
        graph.Output("y", y, ElementType.Float, 1, rows, Inputs);

        var actual = Graph.Run(graph, ("x", x, [1, rows, Inputs]), ("a", addend, [1, rows, Inputs]));

        var inner = Product(x, matrix, rows).Select((product, i) => (float)Gelu(product + bias[i % Inputs])).ToArray();
        var expected = Product(inner, matrix, rows);
        for (var row = 0; row < rows; row++)
        {
            var wanted = Enumerable.Range(row * Inputs, Inputs).Select(i => expected[i] + bias[i % Inputs] + addend[i]).ToArray();
            var error = wanted.Zip(actual.Skip(row * Inputs), (e, a) => Math.Pow(e - a, 2)).Sum() / wanted.Sum(e => e * e);
            Assert.InRange(Math.Sqrt(error), 1e-9, 0.03);
        }
    }

    [Fact]
    public void Rows_of_a_matrix_stored_in_8_bits_are_dequantized()
    {
        var matrix = Graph.Random(new Random(5), Outputs * Inputs);
        using var weights = new Int8Weights(matrix, Outputs, Inputs);
        var graph = new GraphWriter();
        var layers = new LayerWriter(
            graph, new Named { Int8 = weights.Quantized, IsStoredInInt8 = true }, ComputeProfile.CpuFp32, width: Inputs);
        var rows = layers.Rows("l.weight", graph.Reshape(graph.Integers(7, 0), 1, 2), Outputs);
        graph.Output("y", rows, ElementType.Float, 1, 2, Inputs);

        var y = Graph.Run(graph);

        float[] expected = [.. matrix.AsSpan(7 * Inputs, Inputs), .. matrix.AsSpan(0, Inputs)];
        Assert.Equal(expected, y, (e, a) => Math.Abs(e - a) < 0.01);
    }

    [Theory]
    [InlineData(256, 512, "MatMulInteger")]
    [InlineData(512, 128, "FusedMatMul")]
    [InlineData(128, 512, "FusedMatMul")]
    public void A_narrow_matrix_is_not_quantized(int outputs, int inputs, string expected)
    {
        using var weights = new Int8Weights(new float[outputs * inputs], outputs, inputs);
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, new Named(weights.Dense) { Int8 = weights.Quantized }, ComputeProfile.CpuInt8, width: 4);
        var y = layers.Linear(graph.Input("x", ElementType.Float, 1, 5, inputs), "l", LinearKind.Int8);
        graph.Output("y", y, ElementType.Float, 1, 5, outputs);
        // Operator names are plain text in a serialized graph.
        Assert.Contains(expected, System.Text.Encoding.ASCII.GetString(graph.ToModel().Bytes));
    }

    private static double[] Product(float[] x, float[] matrix, int rows)
        => [.. from row in Enumerable.Range(0, rows)
               from output in Enumerable.Range(0, matrix.Length / Inputs)
               select Enumerable.Range(0, Inputs).Sum(i => (double)x[row * Inputs + i] * matrix[output * Inputs + i])];

    /// <summary>By the tanh formula, whose error of up to 5e-4 is far below a step of 8 bits.</summary>
    private static double Gelu(double x) => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    private static LayerWriter Layers(GraphWriter graph, params Weight[] weights)
        => new(graph, new Named(weights), ComputeProfile.CpuFp32, width: 4);

    /// <summary>A matrix, dense and quantized.</summary>
    private sealed class Int8Weights : IDisposable
    {
        private readonly WeightFile _dense, _values, _scales;

        public Int8Weights(float[] matrix, int rows, int columns, int? magnitude = null)
        {
            var maxMagnitude = magnitude ?? Int8Range.Processor;
            var (bytes, scales) = (new byte[matrix.Length], new float[rows]);
            for (var row = 0; row < rows; row++)
                scales[row] = Int8Quantizer.QuantizeTransposed(
                    matrix.AsSpan(row * columns, columns), row, rows, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan()),
                    maxMagnitude);
            (_dense, _values, _scales) = (new WeightFile(0, matrix), new WeightFile(0, bytes), new WeightFile(0, scales));
            Dense = _dense.Weight("l.weight", [rows, columns]);
            Quantized = new Int8Weight(
                _values.Weight("values", [columns, rows], ElementType.Int8), _scales.Weight("scales", [rows]), maxMagnitude);
        }

        public Weight Dense { get; }
        public Int8Weight Quantized { get; }

        public void Dispose()
        {
            _dense.Dispose();
            _values.Dispose();
            _scales.Dispose();
        }
    }

    private sealed class Named(params Weight[] weights) : IWeights
    {
        public Int8Weight? Int8 { get; init; }

        /// <summary>Whether the checkpoint has the matrix in 8 bits only.</summary>
        public bool IsStoredInInt8 { get; init; }

        public bool Contains(string name) => weights.Any(w => w.Name == name);
        public bool IsInt8(string name) => IsStoredInInt8 && name.EndsWith(".weight", StringComparison.Ordinal);
        public Weight Get(string name) => weights.Single(w => w.Name == name);
        public Int8Weight GetInt8(string name) => Int8!;
    }
}
