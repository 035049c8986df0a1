using Speech.Onnx.Graphs;

namespace Speech.Whisper.Model;

/// <summary>How the new tokens of a pass attend to the audio.</summary>
internal interface ICrossAttention
{
    /// <summary>What the new tokens make of the audio, [batch, time, width].</summary>
    /// <param name="query">[batch, time, width]</param>
    /// <param name="layer">Number of the layer.</param>
    Edge Attend(Edge query, int layer);

    /// <summary>What each new token listened to in all layers so far, [batch, alignment heads, time, positions].</summary>
    Edge Listened { get; }
}
