using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;

namespace Speech.Onnx.Kernels;

/// <summary>The operators that ONNX Runtime lacks, computed here, on its threads.</summary>
internal static unsafe class OwnOperators
{
    private static readonly nint Set = Create();

    /// <summary>Lets a session's graph use them.</summary>
    public static void AddTo(SessionOptions options) => NativeApi.AddDomain(options.DangerousGetHandle(), Set);

    private static nint Create()
    {
        fixed (byte* name = "speech\0"u8)
        {
            var set = NativeApi.CreateDomain(name);
            NativeApi.Add(set, NativeOperator.Create(Int8Attention.Name, 
                [ElementType.Float, ElementType.Int8, ElementType.Int8, ElementType.Float, ElementType.Float, ElementType.Int64, ElementType.Int64], [ElementType.Float, ElementType.Float], &Int8Attention.Run));
            NativeApi.Add(set, NativeOperator.Create(AudioRounding.Name, 
                [ElementType.Float, ElementType.Int64, ElementType.Int64], [ElementType.Int8, ElementType.Float], &AudioRounding.Run));
            return set;
        }
    }
}
