namespace Speech.Whisper.Model;

/// <summary>A head of the decoder's cross-attention whose gaze follows the speech.</summary>
internal readonly record struct AlignmentHead(int Layer, int Head)
{
    /// <summary>The heads that a checkpoint names; all of the upper half of the layers where it names none that exist, as the reference does.</summary>
    public static IReadOnlyList<AlignmentHead> Of(WhisperConfig config, GenerationConfig generation)
    {
        var named = (generation.AlignmentHeads ?? []).Where(pair => pair.Length == 2).Select(pair => new AlignmentHead(pair[0], pair[1]))
            .Where(head => head.Layer >= 0 && head.Layer < config.DecoderLayers && head.Head >= 0 && head.Head < config.DecoderAttentionHeads)
            .Distinct().OrderBy(head => head.Layer).ThenBy(head => head.Head).ToList();
        if (named.Count > 0) return named;
        return [.. Enumerable.Range(config.DecoderLayers / 2, config.DecoderLayers - config.DecoderLayers / 2)
            .SelectMany(layer => Enumerable.Range(0, config.DecoderAttentionHeads).Select(head => new AlignmentHead(layer, head)))];
    }

    /// <summary>Numbers of those in a layer.</summary>
    public static long[] InLayer(IReadOnlyList<AlignmentHead> heads, int layer) => [.. heads.Where(head => head.Layer == layer).Select(head => (long)head.Head)];
}
