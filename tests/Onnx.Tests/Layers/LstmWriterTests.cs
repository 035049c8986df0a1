using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.Kernels;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;
using Speech.TestSupport;

namespace Speech.Onnx.Tests.Layers;

public sealed class LstmWriterTests : IDisposable
{
    private const int Time = 23;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("speech-lstm-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Features, hidden size, directions, batch: more and fewer sequences than are multiplied together, features that are not
    /// quantized.</summary>
    public static TheoryData<int, int, int, int> Sizes => new() { { 48, 32, 1, 1 }, { 48, 32, 2, 6 }, { 20, 16, 2, 7 }, { 64, 80, 1, 13 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_layer_is_the_recurrence_of_its_definition(int features, int hidden, int directions, int batch)
    {
        var x = Write(features, hidden, directions, batch);
        var expected = Expected(x, features, hidden, directions, batch);
        var actual = Run(LinearKind.Dense, x, features, hidden, directions, batch);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_layer_in_8_bits_is_within_a_hundredth(int features, int hidden, int directions, int batch)
    {
        SkipWithoutKernel();
        var x = Write(features, hidden, directions, batch);
        var expected = Expected(x, features, hidden, directions, batch);
        var actual = Run(LinearKind.Int8, x, features, hidden, directions, batch);
        Assert.Equal(expected.Length, actual.Length);
        var error = Math.Sqrt(expected.Zip(actual).Average(pair => Math.Pow(pair.First - pair.Second, 2)));
        var scale = Math.Sqrt(expected.Average(value => value * value));
        Assert.True(error <= 0.01 * scale, $"{error / scale:P2} of the root mean square");
        Assert.NotEqual(0, error);
    }

    [Fact]
    public void A_sequence_of_a_batch_is_computed_as_it_is_alone()
    {
        SkipWithoutKernel();
        const int features = 16, hidden = 32, directions = 2, batch = 9;
        var x = Write(features, hidden, directions, batch);
        var together = Run(LinearKind.Int8, x, features, hidden, directions, batch);
        for (var sequence = 0; sequence < batch; sequence++)
            Assert.Equal(
                Sequence(together, directions * hidden, sequence, batch),
                Run(LinearKind.Int8, Sequence(x, features, sequence, batch), features, hidden, directions, 1));
    }

    [Fact]
    public void A_hidden_size_that_the_kernel_cannot_divide_is_computed_in_32_bits()
    {
        const int features = 16, hidden = 12, directions = 1, batch = 2;
        var x = Write(features, hidden, directions, batch);
        Assert.Equal(
            Run(LinearKind.Dense, x, features, hidden, directions, batch), Run(LinearKind.Int8, x, features, hidden, directions, batch));
    }

    private static void SkipWithoutKernel() => Assert.SkipUnless(Int8LstmRecurrence.IsSupported, "This processor lacks AVX-VNNI.");

    private static string Suffix(int direction) => direction == 0 ? "_l0" : "_l0_reverse";

    private static float[] Sequence(float[] all, int columns, int sequence, int batch)
        => [.. Enumerable.Range(0, Time).SelectMany(time => all.Skip((time * batch + sequence) * columns).Take(columns))];

    /// <summary>Writes a layer with random weights and returns random inputs, [time, batch, features].</summary>
    private float[] Write(int features, int hidden, int directions, int batch)
    {
        var random = new Random(features + hidden + directions + batch);
        // Twice as large as in PyTorch before training.
        var size = 2 / MathF.Sqrt(hidden);
        TensorData Tensor(string name, params long[] shape)
        {
            var values = Graph.Random(random, (int)shape.Aggregate(1L, (product, length) => product * length));
            return TensorData.FromFloats(name, TensorType.F32, shape, Array.ConvertAll(values, value => value * size));
        }

        SafetensorsWriter.Write(Path.Combine(_folder.FullName, "model.safetensors"),
        [
            .. from direction in Enumerable.Range(0, directions)
               from tensor in new[]
               {
                   Tensor($"weight_ih{Suffix(direction)}", 4 * hidden, features),
                   Tensor($"weight_hh{Suffix(direction)}", 4 * hidden, hidden),
                   Tensor($"bias_ih{Suffix(direction)}", 4 * hidden), Tensor($"bias_hh{Suffix(direction)}", 4 * hidden),
               }
               select tensor,
        ]);
        return Graph.Random(random, Time * batch * features);
    }

    private float[] Run(LinearKind kind, float[] x, int features, int hidden, int directions, int batch)
    {
        using var checkpoint = Checkpoint.Open(_folder.FullName);
        var graph = new GraphWriter();
        var layers = new LayerWriter(graph, new CheckpointWeights(checkpoint), ComputeProfile.CpuFp32);
        var y = new LstmWriter(graph, layers, kind).Write(
            graph.Input("x", ElementType.Float, Time, batch, features), "", [.. Enumerable.Range(0, directions).Select(Suffix)]);
        graph.Output("y", y, ElementType.Float, Time, batch, directions * hidden);
        return Graph.Run(graph, ("x", x, [Time, batch, features]));
    }

    private double[] Expected(float[] x, int features, int hidden, int directions, int batch)
    {
        using var checkpoint = Checkpoint.Open(_folder.FullName);
        var y = new double[Time * batch * directions * hidden];
        for (var direction = 0; direction < directions; direction++)
        {
            float[] Read(string name) => checkpoint.ReadFloats(name + Suffix(direction));
            float[] inputs = Read("weight_ih"), states = Read("weight_hh"), inputBias = Read("bias_ih"), stateBias = Read("bias_hh");
            for (var sequence = 0; sequence < batch; sequence++)
            {
                var (cell, state) = (new double[hidden], new double[hidden]);
                for (var step = 0; step < Time; step++)
                {
                    var row = (direction == 0 ? step : Time - 1 - step) * batch + sequence;
                    var gates = new double[4 * hidden];
                    for (var gate = 0; gate < gates.Length; gate++)
                    {
                        gates[gate] = inputBias[gate] + stateBias[gate];
                        for (var i = 0; i < features; i++) gates[gate] += inputs[gate * features + i] * x[row * features + i];
                        for (var i = 0; i < hidden; i++) gates[gate] += states[gate * hidden + i] * state[i];
                    }

                    for (var unit = 0; unit < hidden; unit++)
                    {
                        cell[unit] = Sigmoid(gates[hidden + unit]) * cell[unit]
                            + Sigmoid(gates[unit]) * Math.Tanh(gates[2 * hidden + unit]);
                        state[unit] = Sigmoid(gates[3 * hidden + unit]) * Math.Tanh(cell[unit]);
                        y[(row * directions + direction) * hidden + unit] = state[unit];
                    }
                }
            }
        }

        return y;

        static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
    }
}
