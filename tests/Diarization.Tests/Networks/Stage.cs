using Microsoft.ML.OnnxRuntime;
using Speech.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Tests.Networks;

/// <summary>Runs a part of a network with the weights of a checkpoint.</summary>
internal static class Stage
{
    public delegate Edge Part(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge x);

    public delegate IReadOnlyList<Edge> Parts(GraphWriter graph, LayerWriter layers, CheckpointWeights weights, Edge x);

    /// <summary>Returns the output of a part for one input of any shape.</summary>
    public static float[] Run(string folder, float[] input, long[] shape, Part part)
        => RunAll(folder, input, shape, (graph, layers, weights, x) => [part(graph, layers, weights, x)])[0];

    /// <summary>Returns several outputs for one input of any shape.</summary>
    public static IReadOnlyList<float[]> RunAll(string folder, float[] input, long[] shape, Parts parts)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var weights = new CheckpointWeights(checkpoint);
        var graph = new GraphWriter();
        var x = graph.Input("x", ElementType.Float, [.. shape.Select(length => (Dim)length)]);
        var outputs = parts(graph, new LayerWriter(graph, weights, ComputeProfile.CpuFp32), weights, x);
        string[] names = [.. outputs.Select((_, number) => $"y{number}")];
        foreach (var (number, y) in outputs.Index()) graph.Output(names[number], graph.Reshape(y, -1), ElementType.Float, $"n{number}");
        return Run(graph, input, shape, names);
    }

    /// <summary>Returns the output <c>y</c> of a graph.</summary>
    public static float[] Run(GraphWriter graph, float[] input, long[] shape) => Run(graph, input, shape, ["y"])[0];

    private static List<float[]> Run(GraphWriter graph, float[] input, long[] shape, string[] names)
    {
        using var session = TestEnvironment.Instance.OpenSession(graph.ToModel(), ComputeProfile.CpuFp32);
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var outputs = session.Run(run, ["x"], [value], names);
        return [.. outputs.Select(output => output.GetTensorDataAsSpan<float>().ToArray())];
    }

    /// <summary>Returns the first channels and times of a tensor [channels, height, time], like the golden slices.</summary>
    public static float[] Slice(float[] values, int height, int time, int channels, int times)
    {
        var slice = new float[channels * height * times];
        for (var row = 0; row < channels * height; row++) values.AsSpan(row * time, times).CopyTo(slice.AsSpan(row * times));
        return slice;
    }
}
