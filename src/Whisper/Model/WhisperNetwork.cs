namespace Speech.Whisper.Model;

/// <summary>The networks of a Whisper model whose matrices are quantized separately.</summary>
internal enum WhisperNetwork
{
    /// <summary>What runs once per window: the encoder, and the decoder's cross-attention keys and values.</summary>
    Encoder,

    /// <summary>What runs at every step.</summary>
    Decoder,
}
