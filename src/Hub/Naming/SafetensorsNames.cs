using System.Text.RegularExpressions;

namespace Speech.Hub.Naming;

/// <summary>
/// File names of safetensors weights: a single file (<c>model.safetensors</c>), or shards
/// (<c>model-00001-of-00002.safetensors</c>, ...) with an index (<c>model.safetensors.index.json</c>).
/// </summary>
internal static partial class SafetensorsNames
{
    private const string Extension = ".safetensors", Model = "model" + Extension;
    private const string IndexSuffix = ".index.json";

    public static bool IsIndex(string name) => name.EndsWith(Extension + IndexSuffix, StringComparison.Ordinal);

    public static bool IsSingleFile(string name) => name.EndsWith(Extension, StringComparison.Ordinal) && !ShardRegex().IsMatch(name);

    /// <summary>
    /// The name of the same weights in the other form: the index for a single file and vice versa; null for any other name.
    /// </summary>
    public static string? OtherForm(string name) =>
        IsIndex(name) ? name[..^IndexSuffix.Length]
        : IsSingleFile(name) ? name + IndexSuffix
        : null;

    /// <summary>
    /// The name of <c>model.safetensors</c> in PyTorch's own format, the only one of older models; null for any other name.
    /// </summary>
    public static string? TorchForm(string name)
        => Path.GetFileName(name) == Model ? name[..^Model.Length] + "pytorch_model.bin" : null;

    /// <summary>Whether a file is the index or a shard of the same weights as <paramref name="single"/>.</summary>
    public static bool IsPartOf(string name, string single) =>
        name == single + IndexSuffix
        || (ShardRegex().Match(name) is { Success: true } shard && shard.Groups[1].Value + Extension == single);

    [GeneratedRegex(@"\A(.+)-[0-9]{5}-of-[0-9]{5}\.safetensors\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShardRegex();
}
