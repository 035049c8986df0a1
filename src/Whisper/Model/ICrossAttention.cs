using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>Attention of the new tokens of a pass to the encoder's hidden states.</summary>
internal interface ICrossAttention
{
    /// <summary>Writes the attention of one layer.</summary>
    /// <param name="query">[batch, time, width]</param>
    /// <param name="layer">Index of the layer.</param>
    /// <returns>[batch, time, width]</returns>
    Edge Attend(Edge query, int layer);

    /// <summary>
    /// Attention weights of the alignment heads of all layers written so far, [windows, alignment heads, sequences of a window * time,
    /// positions].
    /// </summary>
    Edge AttentionWeights { get; }
}
