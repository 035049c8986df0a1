using System.Numerics.Tensors;
using Speech.Kernels.Arithmetic;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>Attention of new tokens to 8-bit keys and values: softmax(q · (k · scale) / √head) · (v · scale).</summary>
/// <remarks>
/// Reading keys and values dominates the cost, so they are read once for all tokens of all sequences of a window.
/// Inputs: query [batch, time, width], as many consecutive sequences of each window; keys and values as
/// <see cref="CrossAttentionCacheQuantizer"/> writes them; their scales [windows, heads, 1, head]; the logarithm of a weight of each
/// position [windows, positions], which is added to its scores and is -infinity after the last position of the window; indices of the heads
/// whose attention weights are returned [selected]; whether they are returned (1) or not (0) [1].
/// Outputs: attention output [batch, time, width]; attention weights [windows, selected, tokens of a window, positions], without elements
/// when not requested.
/// </remarks>
public static unsafe class Int8CrossAttention
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "Int8CrossAttention";

    // Tokens computed together: their scores fit into the second-level cache.
    private const int TokensPerBlock = 16;

    internal static void Run(nint context)
    {
        var call = new Call
        {
            Query = KernelTensor<float>.Input(context, 0, 3),
            Keys = KernelTensor<sbyte>.Input(context, 1, 4),
            Values = KernelTensor<sbyte>.Input(context, 2, 4),
            KeyScales = KernelTensor<float>.Input(context, 3, 4),
            ValueScales = KernelTensor<float>.Input(context, 4, 4),
            LogWeights = KernelTensor<float>.Input(context, 5, 2),
            SelectedHeads = KernelTensor<long>.Input(context, 6, 1),
        };
        call.SelectedCount = *KernelTensor<long>.Input(context, 7, 1).Data == 0 ? 0 : call.SelectedHeads[0];
        var (windows, heads) = (call.Keys[0], call.Keys[1]);
        (call.Tokens, var rest) = Math.DivRem(call.Query[0] * call.Query[1], windows);
        if (rest != 0) throw new ArgumentException("The windows do not have the same number of sequences.");
        var headWidth = call.Query[2] / heads;
        if (call.Query[2] % heads != 0 || call.KeyScales[3] != headWidth || call.ValueScales[3] != headWidth)
            throw new ArgumentException("The keys and values do not have the width of the queries.");
        call.Positions = call.Values[2] / FloatInt8MatMul.Panels(headWidth);
        if (call.LogWeights[0] != windows || call.LogWeights[1] != call.Positions)
            throw new ArgumentException("There is not one weight for each position.");
        call.Output = KernelTensor<float>.Output(context, 0, call.Query[0], call.Query[1], call.Query[2]);
        call.Weights = KernelTensor<float>.Output(context, 1, windows, call.SelectedCount, call.Tokens, call.Positions);
        ParallelLoop.Run(context, windows * heads, &AttendHead, &call);
    }

    private struct Call
    {
        public KernelTensor<float> Query, KeyScales, ValueScales, LogWeights;
        public KernelTensor<sbyte> Keys, Values;
        public KernelTensor<long> SelectedHeads;
        public int SelectedCount, Positions, Tokens;
        public float* Output, Weights;

        /// <summary>The weights of the positions that a window has.</summary>
        public readonly ReadOnlySpan<float> LogWeightsOf(int window)
        {
            var all = new ReadOnlySpan<float>(LogWeights.Data + (long)window * Positions, Positions);
            var end = all.IndexOf(float.NegativeInfinity);
            return end < 0 ? all : all[..end];
        }
    }

    // One head of one window; headIndex counts the heads of all windows.
    private static void AttendHead(void* state, int headIndex)
    {
        ref var call = ref *(Call*)state;
        var (heads, time, width) = (call.Keys[1], call.Tokens, call.Query[2]);
        var headWidth = width / heads;
        var (window, head) = Math.DivRem(headIndex, heads);
        var logWeights = call.LogWeightsOf(window);
        var positions = logWeights.Length;
        var (keyPanels, valuePanels) = (FloatInt8MatMul.Panels(positions), FloatInt8MatMul.Panels(headWidth));
        var (scoreStride, headStride) = (keyPanels * FloatInt8MatMul.PanelColumns, valuePanels * FloatInt8MatMul.PanelColumns);
        using var scratch = new ScratchBuffer(TokensPerBlock * (scoreStride + 2 * headStride) + FloatInt8MatMul.ScratchLength);
        var scores = scratch.Start;
        var query = scores + TokensPerBlock * scoreStride;
        var sum = query + TokensPerBlock * headStride;
        var widened = sum + TokensPerBlock * headStride;
        var keyScales = new Span<float>(call.KeyScales.Data + (long)headIndex * headWidth, headWidth);
        var valueScales = new Span<float>(call.ValueScales.Data + (long)headIndex * headWidth, headWidth);
        var keys = call.Keys.Data + (long)headIndex * call.Keys[2] * FloatInt8MatMul.PanelColumns;
        var values = call.Values.Data + (long)headIndex * call.Values[2] * FloatInt8MatMul.PanelColumns;

        var inverseSums = stackalloc float[TokensPerBlock];
        for (var first = 0; first < time; first += TokensPerBlock)
        {
            var count = Math.Min(TokensPerBlock, time - first);
            for (var i = 0; i < count; i++)
            {
                var scaled = new Span<float>(query + i * headStride, headWidth);
                TensorPrimitives.Multiply(new ReadOnlySpan<float>(TokenRow(call.Query.Data, i), headWidth), keyScales, scaled);
                TensorPrimitives.Multiply(scaled, 1 / MathF.Sqrt(headWidth), scaled);
            }

            for (var i = 0; i < count; i++)
            {
                var row = new Span<float>(scores + i * scoreStride, scoreStride);
                logWeights.CopyTo(row);
                row[positions..].Clear();
            }

            FloatInt8MatMul.MultiplyAdd(query, headStride, keys, scores, count, headWidth, keyPanels, widened);
            new Span<float>(sum, count * headStride).Clear();
            for (var i = 0; i < count; i++) inverseSums[i] = 1 / SoftmaxExponentials.Compute(scores + i * scoreStride, positions);
            FloatInt8MatMul.MultiplyAdd(scores, scoreStride, values, sum, count, positions, valuePanels, widened);
            for (var i = 0; i < count; i++)
            {
                var output = new Span<float>(TokenRow(call.Output, i), headWidth);
                TensorPrimitives.Multiply(new ReadOnlySpan<float>(sum + i * headStride, headWidth), valueScales, output);
                TensorPrimitives.Multiply(output, inverseSums[i], output);
                for (var selected = 0; selected < call.SelectedCount; selected++)
                {
                    if (call.SelectedHeads.Data[selected] != head) continue;
                    var row = ((long)window * call.SelectedCount + selected) * time + first + i;
                    var weights = new Span<float>(call.Weights + row * call.Positions, call.Positions);
                    TensorPrimitives.Multiply(new ReadOnlySpan<float>(scores + i * scoreStride, positions), inverseSums[i], weights);
                    weights[positions..].Clear();
                }
            }

            float* TokenRow(float* tensor, int i) => tensor + ((long)window * time + first + i) * width + head * headWidth;
        }
    }
}
