using Speech.Onnx.Graphs;

namespace Speech.Onnx.Weights;

/// <summary>The weights of a network, by name.</summary>
public interface IWeights
{
    /// <summary>Whether there is a weight of this name.</summary>
    bool Contains(string name);

    /// <summary>Whether the checkpoint itself stores a matrix in 8 bits, as the built-in models do, and not as floats.</summary>
    bool IsInt8(string name);

    /// <summary>The weight as stored.</summary>
    /// <exception cref="WeightException">It is missing or its element type is not supported.</exception>
    Weight Get(string name);

    /// <summary>
    /// The quantized form of a matrix; only for matrices that the checkpoint stores so or that were quantized when the weights were opened.
    /// </summary>
    /// <exception cref="WeightException">The stored form is not one that <see cref="Int8Weight"/> describes.</exception>
    Int8Weight GetInt8(string name);
}
