using System.Text.Json;
using Speech.TestSupport;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Tokenization;

/// <summary>Tokenizers of the reference and their golden data.</summary>
internal static class Golden
{
    private static readonly Lazy<Tokenizer> V2 = new(() => Tokenizer.Load(FolderOf("v2"))), V3 = new(() => Tokenizer.Load(FolderOf("v3")));

    public static string FolderOf(string vocabulary) => Reference.PathOf("whisper", $"tiny-random-{vocabulary}");

    public static Tokenizer TokenizerOf(string vocabulary)
        => vocabulary == "v2" ? V2.Value : V3.Value;

    public static JsonElement Read(params string[] parts)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Reference.PathOf(["whisper", "golden", .. parts])));
        return document.RootElement.Clone();
    }

    public static int[] Ints(this JsonElement element, string name)
        => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    public static string[] Texts(this JsonElement element, string name)
        => [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetString()!)];

    public static int[][] IntLists(this JsonElement element, string name)
        => [.. element.GetProperty(name).EnumerateArray()
            .Select(list => list.EnumerateArray().Select(value => value.GetInt32()).ToArray())];

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
