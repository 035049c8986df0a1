namespace Speech.Whisper.Model;

/// <summary>
/// A cross-attention head of the decoder whose attention follows the spoken words, so that word times can be read from it.
/// </summary>
/// <param name="Layer">Index of the decoder layer.</param>
/// <param name="Head">Index of the head in the layer.</param>
internal readonly record struct AlignmentHead(int Layer, int Head)
{
    /// <summary>
    /// The heads listed in the generation config; where it lists none that exist, all heads of the upper half of the layers, as the
    /// reference implementation does.
    /// </summary>
    public static IReadOnlyList<AlignmentHead> Of(WhisperConfig config, GenerationConfig generation)
    {
        var listed = (generation.AlignmentHeads ?? []).Where(pair => pair.Length == 2).Select(pair => new AlignmentHead(pair[0], pair[1]))
            .Where(head => head.Layer >= 0 && head.Layer < config.DecoderLayers)
            .Where(head => head.Head >= 0 && head.Head < config.DecoderAttentionHeads)
            .Distinct().OrderBy(head => head.Layer).ThenBy(head => head.Head).ToList();
        if (listed.Count > 0) return listed;
        return [.. Enumerable.Range(config.DecoderLayers / 2, config.DecoderLayers - config.DecoderLayers / 2)
            .SelectMany(layer => Enumerable.Range(0, config.DecoderAttentionHeads).Select(head => new AlignmentHead(layer, head)))];
    }

    /// <summary>Head indices of the alignment heads in a layer.</summary>
    public static long[] InLayer(IReadOnlyList<AlignmentHead> heads, int layer)
        => [.. heads.Where(head => head.Layer == layer).Select(head => (long)head.Head)];
}
