using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>How the new tokens of a pass attend to those before them.</summary>
internal interface ISelfAttention
{
    /// <summary>What the new tokens make of those before them, [batch, time, width]; their keys and values go into the cache.</summary>
    /// <param name="query">[batch, time, width]</param>
    /// <param name="key">[batch, time, width]</param>
    /// <param name="value">[batch, time, width]</param>
    /// <param name="layer">Number of the layer.</param>
    Edge Attend(Edge query, Edge key, Edge value, int layer);
}
