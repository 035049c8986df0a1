using Speech.Onnx.Graphs;

namespace Speech.Onnx.Weights;

/// <summary>The weights of a network, by name.</summary>
public interface IWeights
{
    /// <summary>Whether there is a weight of this name.</summary>
    bool Contains(string name);

    /// <summary>The weight as stored.</summary>
    /// <exception cref="WeightException">It is missing or its element type is not supported.</exception>
    Weight Get(string name);

    /// <summary>The quantized form of a matrix; only for matrices that were quantized when the weights were opened.</summary>
    Int8Weight GetInt8(string name);
}
