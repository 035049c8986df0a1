using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Speech.Onnx.Kernels;

/// <summary>
/// Attention to keys and values in 8 bits, of any number of new tokens in any number of rows: softmax(q · (k · scale) / √head) · (v · scale).
/// What is read is most of what it costs, so it is read once for all tokens of a row.
/// </summary>
/// <remarks>
/// Inputs: query [batch, time, width], keys and values as <see cref="AudioRounding"/> writes them, their scales
/// [batch, heads, 1, head], numbers of the heads whose softmax is wanted, and whether it is (1) or not (0) [1]. Outputs: [batch, time, width]; [batch, heads wanted, time, positions].
/// </remarks>
internal static unsafe class Int8Attention
{
    public const string Name = "Int8Attention";

    // Tokens that are attended for together: their scores fit into the second cache.
    private const int Together = 16;

    public static void Run(nint context)
    {
        var call = new Call
        {
            Query = Tensor<float>.Input(context, 0, 3),
            Keys = Tensor<sbyte>.Input(context, 1, 4),
            Values = Tensor<sbyte>.Input(context, 2, 4),
            KeyScales = Tensor<float>.Input(context, 3, 4),
            ValueScales = Tensor<float>.Input(context, 4, 4),
            Wanted = Tensor<long>.Input(context, 5, 1),
        };
        call.WantedCount = *Tensor<long>.Input(context, 6, 1).Data == 0 ? 0 : call.Wanted[0];
        var (batch, time, heads) = (call.Query[0], call.Query[1], call.Keys[1]);
        call.Positions = call.Values[2] / Int8Product.Panels(call.Query[2] / heads);
        call.Attended = Tensor<float>.Output(context, 0, batch, time, call.Query[2]);
        call.Listened = Tensor<float>.Output(context, 1, batch, call.WantedCount, time, call.Positions);
        NativeApi.ForEach(context, batch * heads, &Attend, &call);
    }

    private struct Call
    {
        public Tensor<float> Query, KeyScales, ValueScales;
        public Tensor<sbyte> Keys, Values;
        public Tensor<long> Wanted;
        public int WantedCount, Positions;
        public float* Attended, Listened;
    }

    /// <summary>One head of one row.</summary>
    [UnmanagedCallersOnly]
    private static void Attend(void* state, nuint unit)
    {
        ref var call = ref *(Call*)state;
        var (heads, positions, time, width) = (call.Keys[1], call.Positions, call.Query[1], call.Query[2]);
        var head = width / heads;
        var (row, place) = ((int)unit / heads, (int)unit % heads);
        var (keyPanels, valuePanels) = (Int8Product.Panels(positions), Int8Product.Panels(head));
        var (scoreStride, headStride) = (keyPanels * Int8Product.Width, valuePanels * Int8Product.Width);
        using var room = new Scratch(Together * (scoreStride + 2 * headStride) + Int8Product.Room);
        var scores = room.Start;
        var query = scores + Together * scoreStride;
        var sum = query + Together * headStride;
        var widened = sum + Together * headStride;
        Span<float> keyScales = new(call.KeyScales.Data + (long)unit * head, head), valueScales = new(call.ValueScales.Data + (long)unit * head, head);
        var keys = call.Keys.Data + (long)unit * call.Keys[2] * Int8Product.Width;
        var values = call.Values.Data + (long)unit * call.Values[2] * Int8Product.Width;

        var inverse = stackalloc float[Together];
        for (var first = 0; first < time; first += Together)
        {
            var count = Math.Min(Together, time - first);
            for (var i = 0; i < count; i++)
            {
                var scaled = new Span<float>(query + i * headStride, head);
                TensorPrimitives.Multiply(new ReadOnlySpan<float>(At(call.Query.Data, i), head), keyScales, scaled);
                TensorPrimitives.Multiply(scaled, 1 / MathF.Sqrt(head), scaled);
            }

            new Span<float>(scores, count * scoreStride).Clear();
            Int8Product.Add(query, headStride, keys, scores, count, head, keyPanels, widened);
            new Span<float>(sum, count * headStride).Clear();
            for (var i = 0; i < count; i++) inverse[i] = 1 / Exponentials.Of(scores + i * scoreStride, positions);
            Int8Product.Add(scores, scoreStride, values, sum, count, positions, valuePanels, widened);
            for (var i = 0; i < count; i++)
            {
                var attended = new Span<float>(At(call.Attended, i), head);
                TensorPrimitives.Multiply(new ReadOnlySpan<float>(sum + i * headStride, head), valueScales, attended);
                TensorPrimitives.Multiply(attended, inverse[i], attended);
                for (var wanted = 0; wanted < call.WantedCount; wanted++)
                    if (call.Wanted.Data[wanted] == place)
                        TensorPrimitives.Multiply(new ReadOnlySpan<float>(scores + i * scoreStride, positions), inverse[i],
                            new Span<float>(call.Listened + (((long)row * call.WantedCount + wanted) * time + first + i) * positions, positions));
            }

            float* At(float* tensor, int i) => tensor + ((long)row * time + first + i) * width + place * head;
        }
    }
}
