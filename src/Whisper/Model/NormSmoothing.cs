using Speech.Checkpoints;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>
/// Moves the large channels of a layer normalization into the matrices after it, before they are quantized. A few channels of its output
/// are many times as large as the others, which with one scale for a row would have a handful of steps.
/// </summary>
/// <remarks>
/// SmoothQuant (Xiao et al., 2023) measures activations to find the factors. Here they come from the normalization's own weights, so that
/// any checkpoint can be quantized without recordings.
/// </remarks>
internal static class NormSmoothing
{
    private const float SmallestMagnitude = 1e-3f, ShiftShare = 1 / 3f;

    private static readonly (string Matrix, string Norm)[] Pairs =
    [
        ("self_attn.q_proj.weight", "self_attn_layer_norm"), ("self_attn.k_proj.weight", "self_attn_layer_norm"),
        ("self_attn.v_proj.weight", "self_attn_layer_norm"), ("encoder_attn.q_proj.weight", "encoder_attn_layer_norm"),
        ("fc1.weight", "final_layer_norm"),
    ];

    /// <summary>Name of the normalization whose output a matrix multiplies; null for a matrix with another input.</summary>
    public static string? NormBefore(string matrix)
    {
        foreach (var (name, norm) in Pairs)
            if (matrix.EndsWith(name, StringComparison.Ordinal)) return matrix[..^name.Length] + norm;
        return null;
    }

    /// <summary>The factors of a normalization: square roots of the magnitudes of its channels, all positive.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="norm">Name of the normalization.</param>
    /// <param name="width">Width of the matrices after it.</param>
    /// <exception cref="WeightException">The normalization is missing or has another width.</exception>
    public static float[] Compute(Checkpoint checkpoint, string norm, int width)
    {
        var (scale, shift) = (Read(checkpoint, $"{norm}.weight", width), Read(checkpoint, $"{norm}.bias", width));
        // A channel is normally distributed about its shift.
        return [.. scale.Zip(shift, (a, b) => MathF.Sqrt(Math.Max(Math.Abs(a) + Math.Abs(b) * ShiftShare, SmallestMagnitude)))];
    }

    private static float[] Read(Checkpoint checkpoint, string name, int width)
    {
        if (!checkpoint.TryGet(name, out var tensor)) throw WeightException.Missing(name);
        return tensor.Shape is [var length] && length == width
            ? checkpoint.ReadFloats(name) : throw WeightException.WrongShape(name, tensor.Shape, [width]);
    }
}
