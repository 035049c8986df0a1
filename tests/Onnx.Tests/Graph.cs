using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Onnx.Tests;

/// <summary>Runs small graphs whose results can be calculated by hand.</summary>
internal static class Graph
{
    /// <summary>The output <c>y</c> for inputs with names and shapes.</summary>
    public static float[] Run(GraphWriter graph, params (string Name, float[] Values, long[] Shape)[] inputs)
    {
        using var session = TestEnvironment.Instance.OpenSession(graph.ToModel(), ComputeProfile.CpuFp32);
        using var run = new RunOptions();
        var values = inputs.Select(input => OrtValue.CreateTensorValueFromMemory(input.Values, input.Shape)).ToArray();
        using var outputs = session.Run(run, [.. inputs.Select(input => input.Name)], values, ["y"]);
        foreach (var value in values) value.Dispose();
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>Values in [-1, 1].</summary>
    public static float[] Random(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = 2 * random.NextSingle() - 1;
        return values;
    }
}
