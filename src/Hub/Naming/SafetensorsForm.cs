using System.Text.RegularExpressions;

namespace Speech.Hub.Naming;

/// <summary>Weights come in one file (<c>model.safetensors</c>) or as shards (<c>model-00001-of-00002.safetensors</c>, ...) with an index.</summary>
internal static partial class SafetensorsForm
{
    private const string Extension = ".safetensors";
    private const string IndexSuffix = ".index.json";

    public static bool IsIndex(string name) => name.EndsWith(Extension + IndexSuffix, StringComparison.Ordinal);

    public static bool IsSingle(string name) => name.EndsWith(Extension, StringComparison.Ordinal) && !ShardForm().IsMatch(name);

    /// <summary>The other form of the same weights: the index for the single file, and the reverse; null for any other name.</summary>
    public static string? Other(string name) =>
        IsIndex(name) ? name[..^IndexSuffix.Length]
        : IsSingle(name) ? name + IndexSuffix
        : null;

    /// <summary>Whether a file is the index or a shard of the weights that <paramref name="single"/> holds in one file.</summary>
    public static bool IsPartOf(string name, string single) =>
        name == single + IndexSuffix
        || (ShardForm().Match(name) is { Success: true } shard && shard.Groups[1].Value + Extension == single);

    [GeneratedRegex(@"\A(.+)-[0-9]{5}-of-[0-9]{5}\.safetensors\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShardForm();
}
