using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Speech.Kernels.Arithmetic;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>Attention of new tokens to themselves and the tokens before them, with keys and values in 8 bits:
/// softmax(q · kᵀ / √head) · v.</summary>
/// <remarks>
/// Inputs: queries, keys and values of the new tokens [batch, time, width]; the cache, bytes [batch, heads, capacity,
/// <see cref="PositionBytes"/>]; the number of tokens of each sequence that are in the cache [batch].
/// Outputs: attention output [batch, time, width]; the cache, which must be the same memory: the new tokens are written behind those of
/// the past. Nothing behind a token is read for it.
/// A position holds the scales of its key and its value, and then their bytes. A scale for each token leaves what is cached of it
/// independent of all others.
/// </remarks>
public static unsafe class Int8CausalAttention
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "Int8CausalAttention";

    private const int ScaleBytes = sizeof(float), Lane = 16;

    /// <summary>Bytes of one token and head in the cache.</summary>
    /// <param name="headWidth">Width of a head.</param>
    public static long PositionBytes(long headWidth) => 2 * (ScaleBytes + headWidth);

    internal static void Run(nint context)
    {
        var call = new Call
        {
            Query = KernelTensor<float>.Input(context, 0, 3),
            Key = KernelTensor<float>.Input(context, 1, 3),
            Value = KernelTensor<float>.Input(context, 2, 3),
            Cache = KernelTensor<byte>.Input(context, 3, 4),
            Past = KernelTensor<long>.Input(context, 4, 1),
        };
        var (query, cache) = (call.Query, call.Cache);
        if (!call.Key.HasShapeOf(query) || !call.Value.HasShapeOf(query) || query[2] % cache[1] != 0)
            throw new ArgumentException("Queries, keys and values do not have the same shape, or no whole number of heads.");
        if (cache[0] != query[0] || cache[3] != PositionBytes(query[2] / cache[1]) || call.Past[0] < query[0])
            throw new ArgumentException("The cache does not have the shape of the queries.");
        for (var sequence = 0; sequence < query[0]; sequence++)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(call.Past.Data[sequence] + query[1], cache[2], "past");
        call.Output = KernelTensor<float>.Output(context, 0, query[0], query[1], query[2]);
        if (KernelTensor<byte>.Output(context, 1, cache[0], cache[1], cache[2], cache[3]) != cache.Data)
            throw new InvalidOperationException("The cache must be updated in place.");
        ParallelLoop.Run(context, query[0] * cache[1], &AttendHead, &call);
    }

    private struct Call
    {
        public KernelTensor<float> Query, Key, Value;
        public KernelTensor<byte> Cache;
        public KernelTensor<long> Past;
        public float* Output;

        public readonly HeadView HeadOf(float* data, int headIndex) => HeadView.Of(data, Query[1], Query[2], Cache[1], headIndex);
    }

    // One head of one sequence; headIndex counts the heads of all sequences.
    private static void AttendHead(void* state, int headIndex)
    {
        ref var call = ref *(Call*)state;
        HeadView queries = call.HeadOf(call.Query.Data, headIndex), output = call.HeadOf(call.Output, headIndex);
        HeadView keys = call.HeadOf(call.Key.Data, headIndex), values = call.HeadOf(call.Value.Data, headIndex);
        var (capacity, positionBytes, past) = (call.Cache[2], call.Cache[3], (int)call.Past.Data[headIndex / call.Cache[1]]);
        var cache = call.Cache.Data + (long)headIndex * capacity * positionBytes;
        using var scratch = new ScratchBuffer((past + queries.Count + Lane - 1) / Lane * Lane);
        for (var token = 0; token < queries.Count; token++)
        {
            var position = cache + (past + token) * positionBytes;
            Quantize(keys.Row(token), (float*)position, (sbyte*)(position + 2 * ScaleBytes));
            Quantize(values.Row(token), (float*)position + 1, (sbyte*)(position + 2 * ScaleBytes + keys.Width));
            Attend(queries.Start(token), cache, past + token + 1, queries.Width, scratch.Start, output.Start(token));
        }
    }

    private static void Quantize(ReadOnlySpan<float> source, float* scale, sbyte* bytes)
    {
        *scale = Int8Rounding.ScaleOf(source);
        Int8Rounding.Round(source, 1 / *scale, bytes);
    }

    /// <param name="query">[width].</param>
    /// <param name="cache">The positions of the head.</param>
    /// <param name="count">Number of positions.</param>
    /// <param name="width">Width of the head.</param>
    /// <param name="weights">Scratch memory for the count rounded up to a multiple of 16.</param>
    /// <param name="output">Receives the result, [width].</param>
    private static void Attend(float* query, byte* cache, int count, int width, float* weights, float* output)
    {
        var positionBytes = (int)PositionBytes(width);
        sbyte* keys = (sbyte*)(cache + 2 * ScaleBytes), values = keys + width;
        var scale = 1 / MathF.Sqrt(width);
        for (var i = 0; i < count; i++)
            weights[i] = Dot(query, keys + i * positionBytes, width) * ((float*)(cache + i * positionBytes))[0] * scale;
        var normalization = 1 / SoftmaxExponentials.Compute(weights, count);
        for (var i = 0; i < count; i++) weights[i] *= ((float*)(cache + i * positionBytes))[1] * normalization;

        var channel = 0;
        for (; channel + Lane <= width; channel += Lane)
        {
            var sum = Vector512<float>.Zero;
            for (var i = 0; i < count; i++)
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(weights[i]), VectorMath.Widen(values + i * positionBytes + channel), sum);
            sum.Store(output + channel);
        }

        for (; channel < width; channel++)
        {
            output[channel] = 0;
            for (var i = 0; i < count; i++) output[channel] += weights[i] * values[i * positionBytes + channel];
        }
    }

    private static float Dot(float* query, sbyte* key, int width)
    {
        var (sums, channel) = (Vector512<float>.Zero, 0);
        for (; channel + Lane <= width; channel += Lane)
            sums = Vector512.FusedMultiplyAdd(Vector512.Load(query + channel), VectorMath.Widen(key + channel), sums);
        var sum = Vector512.Sum(sums);
        for (; channel < width; channel++) sum += query[channel] * key[channel];
        return sum;
    }
}
