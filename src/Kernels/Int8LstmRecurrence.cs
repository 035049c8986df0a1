using System.Runtime.Intrinsics;
using Speech.Kernels.Arithmetic;
using Speech.Kernels.Interop;

namespace Speech.Kernels;

/// <summary>The recurrence of an LSTM layer with 8-bit weights and states: what remains of it once its inputs are multiplied.</summary>
/// <remarks>
/// Inputs: the gates' shares of the inputs, biases included, [time, batch, directions * 4 * hidden], in PyTorch's order (input, forget,
/// cell, output); signed bytes of the recurrent matrices as <see cref="UInt8Int8MatMul"/> takes them,
/// [directions, 4 * hidden / 16, hidden / 4, 64]; the scale of each of their rows, and the sum of its bytes times
/// <see cref="RowQuantizer.ZeroPoint"/>, which the offset of the states' bytes adds to each product, [directions * 4 * hidden].
/// Output: the states [time, batch, directions * hidden]. The second direction runs backwards.
/// A state is quantized with a scale of its own, so that no sequence depends on the others of its batch. A task takes a group of
/// sequences through all steps: threads do not wait for each other.
/// </remarks>
public static unsafe class Int8LstmRecurrence
{
    /// <summary>Name of the operator.</summary>
    public const string Name = "Int8LstmRecurrence";

    /// <summary>The hidden size must be a multiple of this.</summary>
    public const int HiddenMultiple = ByteRow.ColumnMultiple;

    /// <summary>Columns of a panel of weights, and elements of the state that lie together in it.</summary>
    public const int PanelColumns = UInt8Int8MatMul.PanelColumns, PanelGroup = UInt8Int8MatMul.Group;

    private const int Gates = 4, GroupRows = UInt8Int8MatMul.Rows;

    /// <summary>Whether this processor has the instructions (AVX-VNNI). Without them, 32 bits are faster.</summary>
    public static bool IsSupported => UInt8Int8MatMul.HasVnni;

    internal static void Run(nint context)
    {
        var inputs = KernelTensor<float>.Input(context, 0, 3);
        var weights = KernelTensor<sbyte>.Input(context, 1, 4);
        var (directions, hidden) = (weights[0], weights[2] * PanelGroup);
        if (hidden % HiddenMultiple != 0 || weights[1] * PanelColumns != Gates * hidden
            || inputs[2] != directions * Gates * hidden)
            throw new ArgumentException($"The gates of {inputs[2]} values do not fit {directions} directions of {hidden}.");
        var call = new Call
        {
            Time = inputs[0],
            Batch = inputs[1],
            Directions = directions,
            Hidden = hidden,
            Inputs = inputs.Data,
            Weights = weights.Data,
            Scales = KernelTensor<float>.Input(context, 2, 1).Data,
            Offsets = KernelTensor<int>.Input(context, 3, 1).Data,
            Output = KernelTensor<float>.Output(context, 0, inputs[0], inputs[1], directions * hidden),
        };
        ParallelLoop.Run(context, directions * ((call.Batch + GroupRows - 1) / GroupRows), &RunGroup, &call);
    }

    private struct Call
    {
        public int Time, Batch, Directions, Hidden;
        public float* Inputs, Scales, Output;
        public sbyte* Weights;
        public int* Offsets;
    }

    /// <summary>All steps of one direction for a group of sequences.</summary>
    private static void RunGroup(void* state, int task)
    {
        ref var call = ref *(Call*)state;
        var (direction, first) = (task % call.Directions, task / call.Directions * GroupRows);
        var (hidden, gates) = (call.Hidden, Gates * call.Hidden);
        using var scratch = new ScratchBuffer(GroupRows * (gates + hidden + hidden / sizeof(float)));
        var products = (int*)scratch.Start;
        var cells = (float*)(products + GroupRows * gates);
        var states = (byte*)(cells + GroupRows * hidden);
        new Span<float>(cells, GroupRows * hidden).Clear();
        new Span<byte>(states, GroupRows * hidden).Fill(RowQuantizer.ZeroPoint);
        var stateScales = stackalloc float[GroupRows];
        new Span<float>(stateScales, GroupRows).Clear();
        var weights = call.Weights + (long)direction * gates * hidden;
        var (rows, panels) = (Math.Min(GroupRows, call.Batch - first), UInt8Int8MatMul.Panels(gates));
        for (var step = 0; step < call.Time; step++)
        {
            UInt8Int8MatMul.Multiply(states, weights, products, hidden, panels);
            var time = direction == 0 ? step : call.Time - 1 - step;
            for (var row = 0; row < rows; row++)
            {
                var index = ((long)time * call.Batch + first + row) * call.Directions + direction;
                var gate = new GateRow
                {
                    Inputs = call.Inputs + index * gates,
                    Products = products + row * gates,
                    Scales = call.Scales + direction * gates,
                    Offsets = call.Offsets + direction * gates,
                    StateScale = stateScales[row],
                };
                var output = call.Output + index * hidden;
                var largest = gate.Advance(cells + row * hidden, output, hidden);
                stateScales[row] = Int8Rounding.ScaleOf(largest);
                ByteRow.Quantize(output, hidden, stateScales[row], RowQuantizer.ZeroPoint, states + row * hidden);
            }
        }
    }

    /// <summary>The gates of one sequence at one step, each [4 * hidden].</summary>
    private struct GateRow
    {
        public float* Inputs, Scales;
        public int* Products, Offsets;
        public float StateScale;

        /// <summary>Computes the next cells and the next state.</summary>
        /// <param name="cells">[hidden]; replaced.</param>
        /// <param name="output">Receives the state, [hidden].</param>
        /// <param name="hidden">The hidden size.</param>
        /// <returns>The largest magnitude of the state.</returns>
        public readonly float Advance(float* cells, float* output, int hidden)
        {
            var magnitudes = Vector512<float>.Zero;
            for (var unit = 0; unit < hidden; unit += Vector512<float>.Count)
            {
                var input = VectorMath.GatedTanh(Load(unit), Load(2 * hidden + unit));
                var cell = Vector512.FusedMultiplyAdd(VectorMath.Sigmoid(Load(hidden + unit)), Vector512.Load(cells + unit), input);
                var value = VectorMath.GatedTanh(Load(3 * hidden + unit), cell);
                cell.Store(cells + unit);
                value.Store(output + unit);
                magnitudes = Vector512.MaxNative(magnitudes, Vector512.Abs(value));
            }

            return VectorMath.Largest(magnitudes);
        }

        private readonly Vector512<float> Load(int i)
        {
            var product = Vector512.Load(Products + i) - Vector512.Load(Offsets + i);
            return Vector512.FusedMultiplyAdd(
                Vector512.ConvertToSingle(product), Vector512.Load(Scales + i) * StateScale, Vector512.Load(Inputs + i));
        }
    }
}
