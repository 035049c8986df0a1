using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Kernels.Tests;

/// <summary>Writes and runs graphs of custom operators.</summary>
internal static class KernelGraph
{
    /// <summary>Adds a custom operator.</summary>
    public static Edge[] Custom(this GraphWriter graph, string name, int outputs, params ReadOnlySpan<Edge> inputs)
        => graph.Nodes(name, outputs, inputs, GraphWriter.CustomDomain);

    /// <summary>The output <c>y</c> for inputs with names and shapes.</summary>
    public static float[] Run(GraphWriter graph, params (string Name, float[] Values, long[] Shape)[] inputs)
    {
        using var session = TestEnvironment.Instance.OpenSession(graph.ToModel(), ComputeProfile.CpuFp32);
        return Run(session, inputs);
    }

    /// <inheritdoc cref="Run(GraphWriter, ValueTuple{string, float[], long[]}[])"/>
    public static float[] Run(InferenceSession session, params (string Name, float[] Values, long[] Shape)[] inputs)
    {
        using var run = new RunOptions();
        var values = inputs.Select(input => OrtValue.CreateTensorValueFromMemory(input.Values, input.Shape)).ToArray();
        try
        {
            using var outputs = session.Run(run, [.. inputs.Select(input => input.Name)], values, ["y"]);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    /// <summary>Values in [-1, 1].</summary>
    public static float[] Random(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = 2 * random.NextSingle() - 1;
        return values;
    }
}
