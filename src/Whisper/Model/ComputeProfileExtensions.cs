using Speech.Kernels;
using Speech.Onnx.Layers;

namespace Speech.Whisper.Model;

/// <summary>What a compute profile means for Whisper's networks.</summary>
internal static class ComputeProfileExtensions
{
    extension(ComputeProfile profile)
    {
        /// <summary>Whether the decoder's keys and values are stored in 8 bits: reading them dominates a batched decoding step.</summary>
        public bool QuantizesCaches => profile.Decoder == LinearKind.Int8;

        /// <summary>
        /// Whether an encoder of a width computes a selection of its positions, and its attention in 8 bits: where that is faster on this
        /// processor. In 32 bits all are computed, for the numbers of the reference.
        /// </summary>
        public bool SelectsPositions(long width)
            => Int8Quantizer.Quantizes(profile.Encoder, [width, width]) && Int8SelfAttention.IsSupported;

        /// <summary>
        /// Maximum number of windows that are encoded in one pass. On a CPU several were measured to gain nothing; a GPU is busy with
        /// eight, and the activations of more would only take memory.
        /// </summary>
        public int MaxEncoderWindows => profile.UsesCuda ? 8 : 1;
    }
}
