using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Speech.Onnx.Kernels;

/// <summary>Self-attention of all positions of a window to all of them by products of bytes: softmax(q · kᵀ / √head) · v.</summary>
/// <remarks>
/// Inputs: queries, keys and values [batch, positions, width], and the number of heads (a list of one). Output: [batch, positions, width].
/// Queries and keys are rounded with a scale each position, keys less their mean, which adds the same to all scores of a query; values with a scale
/// each channel; what a softmax weighs with the largest as 255, each position up or down by a chance of its own: the many small weights of a softmax
/// that would all be 0 then weigh together what they should. Its sum is taken after the rounding.
/// </remarks>
public static unsafe class Int8SelfAttention
{
    internal const string Name = "Int8SelfAttention";

    // A little less than 255: with the largest chance on top it must not become 256.
    private const float Heaviest = byte.MaxValue - 1e-3f;
    private const float Never = 1e20f, Ln2 = 0.693147181f;
    private const double Golden = 0.61803398875;
    private const int Rows = Int8Dot.Height, Lane = Int8Dot.Width;
    private const byte Middle = 128;

    /// <summary>Whether this processor has the instructions. Where it has not, attention in 32 bits is faster.</summary>
    public static bool IsSupported => Int8Dot.IsSupported && Avx512F.IsSupported;

    internal static void Run(nint context)
    {
        var call = new Call
        {
            Query = Tensor<float>.Input(context, 0, 3),
            Key = Tensor<float>.Input(context, 1, 3),
            Value = Tensor<float>.Input(context, 2, 3),
            Heads = (int)*Tensor<long>.Input(context, 3, 1).Data,
        };
        call.Attended = Tensor<float>.Output(context, 0, call.Query[0], call.Query[1], call.Query[2]);
        NativeApi.ForEach(context, call.Query[0] * call.Heads, &Attend, &call);
    }

    private struct Call
    {
        public Tensor<float> Query, Key, Value;
        public int Heads;
        public float* Attended;

        public readonly HeadRows HeadOf(float* data, nuint unit) => HeadRows.Of(data, Query[1], Query[2], Heads, (int)unit);
    }

    /// <summary>One head of one row.</summary>
    [UnmanagedCallersOnly]
    private static void Attend(void* state, nuint unit)
    {
        ref var call = ref *(Call*)state;
        HeadRows queries = call.HeadOf(call.Query.Data, unit), attended = call.HeadOf(call.Attended, unit);
        var (keyPanels, valuePanels) = (Int8Dot.Panels(queries.Count), Int8Dot.Panels(queries.Width));
        // Positions and channels, filled up to whole panels.
        var (positions, channels) = (keyPanels * Int8Dot.Width, valuePanels * Int8Dot.Width);
        using var numbers = new Scratch(3 * positions + 3 * channels + Rows * (positions + channels));
        using var bytes = new Scratch((2 * positions * channels + Rows * (positions + channels)) / sizeof(float));
        float* keyScales = numbers.Start, excess = keyScales + positions, chances = excess + positions, valueScales = chances + positions, room = valueScales + channels;
        int* scores = (int*)(room + 2 * channels), sums = scores + Rows * positions;
        sbyte* keys = (sbyte*)bytes.Start, values = keys + positions * channels;
        byte* rounded = (byte*)(values + positions * channels), weights = rounded + Rows * channels;

        RoundKeys(call.HeadOf(call.Key.Data, unit), keys, keyScales, channels, room);
        RoundValues(call.HeadOf(call.Value.Data, unit), values, valueScales, positions, room);
        // Queries are rounded to numbers without a sign, above their own by the middle: of each score, that times the key's sum is too much.
        new Span<byte>(rounded, Rows * channels).Fill(Middle);
        Int8Dot.Multiply(rounded, keys, scores, channels, keyPanels);
        for (var i = 0; i < positions; i++)
        {
            excess[i] = i < queries.Count ? scores[i] * keyScales[i] : Never;
            // The golden ratio's multiples are spread most evenly, wherever one begins.
            chances[i] = i < queries.Count ? (float)(i * Golden % 1) : 0;
        }

        float* scales = stackalloc float[Rows], totals = stackalloc float[Rows];
        for (var first = 0; first < queries.Count; first += Rows)
        {
            var count = Math.Min(Rows, queries.Count - first);
            for (var i = 0; i < count; i++) scales[i] = RoundQuery(queries.Row(first + i), rounded + i * channels, room);
            Int8Dot.Multiply(rounded, keys, scores, channels, keyPanels);
            for (var i = 0; i < count; i++) totals[i] = Weigh(scores + i * positions, scales[i], keyScales, excess, chances, positions, weights + i * positions);
            Int8Dot.Multiply(weights, values, sums, positions, valuePanels);
            for (var i = 0; i < count; i++)
            {
                var row = attended.Row(first + i);
                TensorPrimitives.ConvertTruncating<int, float>(new(sums + i * channels, row.Length), row);
                TensorPrimitives.Multiply(row, new ReadOnlySpan<float>(valueScales, row.Length), row);
                TensorPrimitives.Multiply(row, 1 / totals[i], row);
            }
        }
    }

    /// <summary>Each position is a column, and has its own scale.</summary>
    private static void RoundKeys(HeadRows source, sbyte* keys, float* scales, int channels, float* room)
    {
        Span<float> mean = new(room, source.Width), centred = new(room + channels, source.Width);
        mean.Clear();
        for (var position = 0; position < source.Count; position++) TensorPrimitives.Add(mean, source.Row(position), mean);
        TensorPrimitives.Divide(mean, source.Count, mean);

        var groups = channels / Int8Dot.Group;
        var steps = stackalloc sbyte[channels];
        new Span<float>(scales, Int8Dot.Panels(source.Count) * Int8Dot.Width).Clear();
        new Span<sbyte>(keys, Int8Dot.Panels(source.Count) * Int8Dot.Width * channels).Clear();
        new Span<sbyte>(steps, channels).Clear();
        for (var position = 0; position < source.Count; position++)
        {
            TensorPrimitives.Subtract(source.Row(position), mean, centred);
            scales[position] = ByteRounding.ScaleOf(centred);
            ByteRounding.Round(centred, 1 / scales[position], room + channels, steps);
            var column = (int*)keys + position / Int8Dot.Width * groups * Int8Dot.Width + position % Int8Dot.Width;
            for (var group = 0; group < groups; group++) column[group * Int8Dot.Width] = ((int*)steps)[group];
        }
    }

    /// <summary>Each channel is a column, and has its own scale.</summary>
    private static void RoundValues(HeadRows source, sbyte* values, float* scales, int positions, float* room)
    {
        var inverse = new Span<float>(room, source.Width);
        var (channels, groups) = (Int8Dot.Panels(source.Width) * Int8Dot.Width, positions / Int8Dot.Group);
        ByteRounding.MeasureChannels(source, new(scales, source.Width));
        TensorPrimitives.Divide(1f, new ReadOnlySpan<float>(scales, source.Width), inverse);

        var steps = stackalloc sbyte[Int8Dot.Group * channels];
        for (var group = 0; group < groups; group++)
        {
            new Span<sbyte>(steps, Int8Dot.Group * channels).Clear();
            for (var i = 0; i < Int8Dot.Group && group * Int8Dot.Group + i < source.Count; i++)
                ByteRounding.Round(source.Row(group * Int8Dot.Group + i), inverse, room + channels, steps + i * channels);
            for (var channel = 0; channel < channels; channel++)
            {
                var four = values + ((channel / Int8Dot.Width * groups + group) * Int8Dot.Width + channel % Int8Dot.Width) * Int8Dot.Group;
                for (var i = 0; i < Int8Dot.Group; i++) four[i] = steps[i * channels + channel];
            }
        }
    }

    /// <returns>What a step of the query is worth, over √head.</returns>
    private static float RoundQuery(ReadOnlySpan<float> query, byte* rounded, float* room)
    {
        var scale = ByteRounding.ScaleOf(query);
        ByteRounding.Round(query, 1 / scale, room, (sbyte*)rounded);
        TensorPrimitives.Xor(new ReadOnlySpan<byte>(rounded, query.Length), Middle, new Span<byte>(rounded, query.Length));
        return scale / MathF.Sqrt(query.Length);
    }

    /// <summary>The numerators of a softmax as bytes.</summary>
    /// <param name="products">With the keys, [positions]; overwritten.</param>
    /// <param name="scale">Of the query: a score is its product with a key, in the key's scale, times this.</param>
    /// <param name="keyScales">[positions].</param>
    /// <param name="excess">What each key's product is too high by, in its own scale, [positions].</param>
    /// <param name="chances">What is added before the rounding down, 0 to 1, [positions].</param>
    /// <param name="positions">A multiple of a lane.</param>
    /// <param name="weights">[positions].</param>
    /// <returns>Their sum.</returns>
    private static float Weigh(int* products, float scale, float* keyScales, float* excess, float* chances, int positions, byte* weights)
    {
        var scores = (float*)products;
        var highest = Vector512.Create(float.MinValue);
        for (var i = 0; i < positions; i += Lane)
        {
            var score = Avx512F.FusedMultiplySubtract(Avx512F.ConvertToVector512Single(Vector512.Load(products + i)), Vector512.Load(keyScales + i), Vector512.Load(excess + i));
            score.Store(scores + i);
            highest = Avx512F.Max(highest, score);
        }

        var most = float.MinValue;
        for (var i = 0; i < Lane; i++) most = Math.Max(most, highest[i]);
        // e^x as a power of two.
        var (factor, shift, total) = (Vector512.Create(scale / Ln2), Vector512.Create(most * scale / Ln2), Vector512<int>.Zero);
        for (var i = 0; i < positions; i += Lane)
        {
            var power = PowerOfTwo(Avx512F.FusedMultiplySubtract(Vector512.Load(scores + i), factor, shift));
            var weight = Avx512F.ConvertToVector512Int32WithTruncation(Avx512F.FusedMultiplyAdd(power, Vector512.Create(Heaviest), Vector512.Load(chances + i)));
            total += weight;
            Avx512F.ConvertToVector128ByteWithSaturation(weight.AsUInt32()).Store(weights + i);
        }

        return Vector512.Sum(total);
    }

    // 2^x = 2^n * e^(r ln 2) with n whole and |r| at most a half: four terms are right to a hundredth of a step.
    private static Vector512<float> PowerOfTwo(Vector512<float> x)
    {
        var n = Avx512F.RoundScale(x, 0);
        var r = (x - n) * Ln2;
        var series = Avx512F.FusedMultiplyAdd(r, Vector512.Create(1 / 24f), Vector512.Create(1 / 6f));
        series = Avx512F.FusedMultiplyAdd(series, r, Vector512.Create(0.5f));
        series = Avx512F.FusedMultiplyAdd(series, r, Vector512<float>.One);
        series = Avx512F.FusedMultiplyAdd(series, r, Vector512<float>.One);
        return Avx512F.Scale(series, n);
    }
}
