using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Kernels;

/// <summary>The operators that ONNX Runtime lacks, computed here, on its threads.</summary>
internal static unsafe class OwnOperators
{
    private static readonly nint Set = Create();

    /// <summary>Lets a session's graph use them.</summary>
    public static void AddTo(SessionOptions options) => NativeApi.AddDomain(options.DangerousGetHandle(), Set);

    /// <summary>Makes them known to the process. To be called while no session is being opened: ONNX Runtime notes a new domain without a lock, in the first session that has it.</summary>
    public static void Announce()
    {
        var graph = new GraphWriter();
        graph.Output("to", graph.Input("from", ElementType.UInt8, 1), ElementType.UInt8, 1);
        using var options = new SessionOptions();
        options.DisablePerSessionThreads();
        AddTo(options);
        using var first = new InferenceSession(graph.ToModel().Bytes, options);
    }

    private static nint Create()
    {
        var set = NativeApi.CreateDomain((byte*)Marshal.StringToCoTaskMemUTF8(GraphWriter.Own));
        NativeApi.Add(set, NativeOperator.Create(
            Int8Attention.Name, [ElementType.Float, ElementType.Int8, ElementType.Int8, ElementType.Float, ElementType.Float, ElementType.Int64, ElementType.Int64],
            [ElementType.Float, ElementType.Float], &Int8Attention.Run));
        NativeApi.Add(set, NativeOperator.Create(
            AudioRounding.Name, [ElementType.Float, ElementType.Int64, ElementType.Int64], [ElementType.Int8, ElementType.Float], &AudioRounding.Run));
        NativeApi.Add(set, NativeOperator.Create(
            Int8SelfAttention.Name, [ElementType.Float, ElementType.Float, ElementType.Float, ElementType.Int64], [ElementType.Float], &Int8SelfAttention.Run));
        return set;
    }
}
