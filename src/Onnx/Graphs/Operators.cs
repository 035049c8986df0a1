namespace Speech.Onnx.Graphs;

/// <summary>ONNX operators as methods of <see cref="GraphWriter"/>.</summary>
public static class Operators
{
    extension(GraphWriter graph)
    {
        /// <summary>a + b, broadcast.</summary>
        public Edge Add(Edge a, Edge b) => graph.Node("Add", [a, b]);

        /// <summary>a - b, broadcast.</summary>
        public Edge Sub(Edge a, Edge b) => graph.Node("Sub", [a, b]);

        /// <summary>a * b, broadcast.</summary>
        public Edge Mul(Edge a, Edge b) => graph.Node("Mul", [a, b]);

        /// <summary>a / b, broadcast.</summary>
        public Edge Div(Edge a, Edge b) => graph.Node("Div", [a, b]);

        /// <summary>Element-wise maximum, broadcast.</summary>
        public Edge Max(Edge a, Edge b) => graph.Node("Max", [a, b]);

        /// <summary>Element-wise minimum, broadcast.</summary>
        public Edge Min(Edge a, Edge b) => graph.Node("Min", [a, b]);

        /// <summary>Matrix product over the last two axes.</summary>
        public Edge MatMul(Edge a, Edge b) => graph.Node("MatMul", [a, b]);

        /// <summary>a · bᵀ over the last two axes, without a transposed copy of b.</summary>
        public Edge MatMulTransposed(Edge a, Edge b) => graph.MicrosoftNode("FusedMatMul", [a, b], ("transB", 1));

        /// <summary>Softmax over the last axis.</summary>
        public Edge Softmax(Edge x) => graph.Node("Softmax", [x], ("axis", -1));

        /// <summary>GELU with the exact error function.</summary>
        public Edge Gelu(Edge x) => graph.Node("Gelu", [x]);

        /// <summary>max(x, 0).</summary>
        public Edge Relu(Edge x) => graph.Node("Relu", [x]);

        /// <summary>Leaky ReLU with the slope 0.01, PyTorch's default.</summary>
        public Edge LeakyRelu(Edge x) => graph.Node("LeakyRelu", [x], ("alpha", 0.01f));

        /// <summary>Element-wise absolute value.</summary>
        public Edge Abs(Edge x) => graph.Node("Abs", [x]);

        /// <summary>Element-wise square root.</summary>
        public Edge Sqrt(Edge x) => graph.Node("Sqrt", [x]);

        /// <summary>Element-wise natural logarithm.</summary>
        public Edge Log(Edge x) => graph.Node("Log", [x]);

        /// <summary>Sum over one axis, which is kept with length 1.</summary>
        public Edge Sum(Edge x, long axis) => graph.Node("ReduceSum", [x, graph.Integers(axis)], ("keepdims", 1));

        /// <summary>Mean over one axis, which is kept with length 1.</summary>
        public Edge Mean(Edge x, long axis) => graph.Node("ReduceMean", [x, graph.Integers(axis)], ("keepdims", 1));

        /// <summary>
        /// Max pooling over the last axis of [batch, channels, time], with window and stride <paramref name="length"/>; an incomplete
        /// window is dropped.
        /// </summary>
        public Edge MaxPool(Edge x, long length)
            => graph.Node("MaxPool", [x], ("kernel_shape", new[] { length }), ("strides", new[] { length }));

        /// <summary>Changes the element type.</summary>
        public Edge Cast(Edge x, ElementType type) => graph.Node("Cast", [x], ("to", (long)type));

        /// <summary>Rows of a table, by index.</summary>
        public Edge Gather(Edge table, Edge indices) => graph.Node("Gather", [table, indices]);

        /// <summary>Slices of one axis, by index.</summary>
        public Edge Gather(Edge x, Edge indices, long axis) => graph.Node("Gather", [x, indices], ("axis", axis));

        /// <summary>Concatenation along an axis.</summary>
        public Edge Concat(ReadOnlySpan<Edge> parts, long axis) => graph.Node("Concat", parts, ("axis", axis));

        /// <summary>The same elements in another shape; 0 keeps an axis, -1 infers it.</summary>
        public Edge Reshape(Edge x, params long[] shape) => graph.Node("Reshape", [x, graph.Integers(shape)]);

        /// <summary>Reorders the axes.</summary>
        public Edge Transpose(Edge x, params long[] order) => graph.Node("Transpose", [x], ("perm", order));

        /// <summary>Adds axes of length 1.</summary>
        public Edge Unsqueeze(Edge x, params long[] axes) => graph.Node("Unsqueeze", [x, graph.Integers(axes)]);

        /// <summary>Elements start to end (exclusive) of one axis.</summary>
        public Edge Slice(Edge x, long axis, Edge start, Edge end) => graph.Node("Slice", [x, start, end, graph.Integers(axis)]);

        /// <summary>Length of one axis, [1].</summary>
        public Edge LengthOf(Edge x, long axis) => graph.Node("Shape", [x], ("start", axis), ("end", axis + 1));

        /// <summary>The integers 0 to count - 1; count is [1].</summary>
        public Edge Range(Edge count) => graph.Node("Range", [graph.Scalar(0L), graph.Node("Squeeze", [count]), graph.Scalar(1L)]);
    }
}
