namespace Speech.Whisper.Model;

/// <summary>Names of the caches as inputs and outputs of graphs.</summary>
internal static class CacheNames
{
    public static string CrossKey(int layer) => $"cross_key_{layer}";
    public static string CrossValue(int layer) => $"cross_value_{layer}";
    public static string CrossKeyScale(int layer) => $"cross_key_scale_{layer}";
    public static string CrossValueScale(int layer) => $"cross_value_scale_{layer}";
    public static string PastKey(int layer) => $"past_key_{layer}";
    public static string PastValue(int layer) => $"past_value_{layer}";
    public static string NewKey(int layer) => $"new_key_{layer}";
    public static string NewValue(int layer) => $"new_value_{layer}";

    // Keys and values together.
    public static string Past(int layer) => $"past_{layer}";
    public static string New(int layer) => $"new_{layer}";

    /// <summary>The given names of every layer, layer by layer.</summary>
    public static string[] PerLayer(int layers, params Func<int, string>[] names)
        => [.. Enumerable.Range(0, layers).SelectMany(layer => names.Select(name => name(layer)))];
}
