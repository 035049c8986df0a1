using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Speech.Kernels.Interop;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Kernels.Tests;

/// <summary>An operator that fails makes its run fail; the process and later runs are not affected.</summary>
public sealed unsafe class KernelFailureTests
{
    private const string Failing = "Failing";
    private const int Elements = 256, InKernel = 1, InLoop = 2;

    [Theory]
    [InlineData(InKernel, "failed in the kernel")]
    [InlineData(InLoop, "failed in the loop")]
    public void An_exception_becomes_the_error_of_the_run(int mode, string message)
    {
        // The runtime's global pool is needed.
        _ = TestEnvironment.Instance;
        using var domain = CustomOperatorDomain.CreateEmpty();
        domain.Add(Failing, [TensorElementType.Float], [TensorElementType.Float], &FailOnRequest);
        var graph = new GraphWriter();
        graph.Output("y", graph.Custom(Failing, 1, graph.Input("x", ElementType.Float, Elements))[0], ElementType.Float, Elements);
        using var options = new SessionOptions();
        options.IntraOpNumThreads = 2;
        domain.AddTo(options);
        using var session = new InferenceSession(graph.ToModel().Bytes, options);

        for (var run = 0; run < 3; run++)
        {
            var exception = Assert.Throws<OnnxRuntimeException>(() => Run(mode));
            Assert.Contains(message, exception.Message, StringComparison.Ordinal);
            Assert.Equal(0, Run(0)[0]);
        }

        float[] Run(float value) => KernelGraph.Run(session, ("x", [value, .. new float[Elements - 1]], [Elements]));
    }

    [Fact]
    public void An_output_that_cannot_be_allocated_fails_the_run()
    {
        // 2^22 heads of 2^8 tokens and 2^16 positions take 2^48 bytes, more than an address space.
        const int selected = 1 << 22, time = 1 << 8, positions = 1 << 16, width = 8;
        var graph = new GraphWriter();
        var keys = Quantize("k", isKey: 1);
        var values = Quantize("v", isKey: 0);
        var heads = graph.Cast(graph.Input("heads", ElementType.Float, "selected"), ElementType.Int64);
        var outputs = graph.Custom(Int8CrossAttention.Name, 2, graph.Input("q", ElementType.Float, 1, time, width),
            keys[0], values[0], keys[1], values[1], graph.Constant<float>(new float[positions], 1, positions), heads, graph.Integers(1));
        graph.Output("y", outputs[1], ElementType.Float, 1, "selected", time, positions);
        using var session = TestEnvironment.Instance.OpenSession(graph.ToModel(), ComputeProfile.CpuFp32);

        Assert.Throws<OnnxRuntimeException>(() => Run(selected));
        Assert.Equal(1f / positions, Run(1)[0], 1e-9f);

        float[] Run(int count) => KernelGraph.Run(session, ("q", new float[time * width], [1, time, width]),
            ("k", new float[positions * width], [1, positions, width]), ("v", new float[positions * width], [1, positions, width]),
            ("heads", new float[count], [count]));

        Edge[] Quantize(string name, long isKey) => graph.Custom(CrossAttentionCacheQuantizer.Name, 2,
            graph.Input(name, ElementType.Float, 1, positions, width), graph.Integers(1), graph.Integers(isKey), graph.Integers(positions));
    }

    [Fact]
    public void An_invalid_attribute_fails_the_run()
    {
        var graph = new GraphWriter();
        var outputs = graph.Custom(CrossAttentionCacheQuantizer.Name, 2,
            graph.Input("x", ElementType.Float, 1, 4, 8), graph.Integers(0), graph.Integers(1), graph.Integers(4));
        graph.Output("y", outputs[1], ElementType.Float, "a", "b", "c", "d");
        var exception = Assert.Throws<OnnxRuntimeException>(() => KernelGraph.Run(graph, ("x", new float[32], [1, 4, 8])));
        Assert.Contains(nameof(DivideByZeroException), exception.Message, StringComparison.Ordinal);
    }

    // The first element of the input decides where it fails; otherwise the output is zero.
    private static void FailOnRequest(nint context)
    {
        var input = KernelTensor<float>.Input(context, 0, 1);
        var mode = (int)*input.Data;
        var output = KernelTensor<float>.Output(context, 0, input[0]);
        if (mode == InKernel) throw new InvalidOperationException("failed in the kernel");
        new Span<float>(output, input[0]).Clear();
        if (mode == InLoop) ParallelLoop.Run(context, input[0], &FailOnOddIndices, null);
    }

    private static void FailOnOddIndices(void* state, int index)
    {
        if (index % 2 == 1) throw new InvalidOperationException("failed in the loop");
    }
}
