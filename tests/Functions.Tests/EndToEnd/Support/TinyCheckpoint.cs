using System.Text.Json.Nodes;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>A Whisper checkpoint of small dimensions: what it says is nonsense, but the reference implementation says the same.</summary>
internal static class TinyCheckpoint
{
    private static readonly string[] s_parts = ["golden", "whisper", "tiny-random-v3"];

    public static bool IsThere => Reference.Folder is { } shared && Directory.Exists(Path.Combine([shared, .. s_parts]));

    /// <summary>Its folder; skips the running test where it is absent.</summary>
    public static string Folder => Reference.PathOf(s_parts);

    /// <summary>A copy that may be changed.</summary>
    public static void CopyTo(string folder)
    {
        // Read and written, not copied as files: the originals may be read-only.
        foreach (var file in Directory.EnumerateFiles(Folder))
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllBytes(file));
    }

    /// <summary>Caps the tokens of a window, prompt and end included, as any checkpoint may.</summary>
    public static void SetMaxLength(string folder, int tokens)
    {
        var path = Path.Combine(folder, "generation_config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config["max_length"] = tokens;
        File.WriteAllText(path, config.ToJsonString());
    }
}
