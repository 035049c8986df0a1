using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>How a pass of the decoder attends: all else in its layers is the same for one token and for many.</summary>
internal interface IDecoderAttention
{
    /// <summary>What the new tokens make of those before them, [batch, time, width]; their keys and values go into the cache.</summary>
    /// <param name="query">[batch, time, width]</param>
    /// <param name="key">[batch, time, width]</param>
    /// <param name="value">[batch, time, width]</param>
    /// <param name="layer">Number of the layer.</param>
    Edge Self(Edge query, Edge key, Edge value, int layer);

    /// <summary>What the new tokens make of the audio, [batch, time, width].</summary>
    /// <param name="query">[batch, time, width]</param>
    /// <param name="layer">Number of the layer.</param>
    Edge Cross(Edge query, int layer);
}
