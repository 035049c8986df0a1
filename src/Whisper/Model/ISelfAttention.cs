using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>Causal attention of the new tokens of a pass to the tokens of their sequence.</summary>
internal interface ISelfAttention
{
    /// <summary>Writes the attention of one layer; keys and values of the new tokens are added to the cache.</summary>
    /// <param name="query">[batch, time, width]</param>
    /// <param name="key">[batch, time, width]</param>
    /// <param name="value">[batch, time, width]</param>
    /// <param name="layer">Index of the layer.</param>
    /// <returns>[batch, time, width]</returns>
    Edge Attend(Edge query, Edge key, Edge value, int layer);
}
