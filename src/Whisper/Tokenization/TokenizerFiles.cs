using System.Text.Json;

namespace Speech.Whisper.Tokenization;

/// <summary>What a checkpoint's tokenizer files say, whichever of the Hub's two layouts they have.</summary>
/// <param name="Pieces">Ids of the byte-pair pieces, spelled in the <see cref="ByteAlphabet"/>.</param>
/// <param name="Added">Ids of the tokens added to them, spelled as they read: <c>&lt;|en|&gt;</c>.</param>
/// <param name="Merges">Pairs of pieces that join, <c>left right</c>, the first to join first.</param>
internal sealed record TokenizerFiles(
    IReadOnlyDictionary<string, int> Pieces, IReadOnlyDictionary<string, int> Added, IReadOnlyList<string> Merges)
{
    private const string VocabularyFile = "vocab.json", MergesFile = "merges.txt", AddedFile = "added_tokens.json", FastFile = "tokenizer.json";

    /// <summary>Every named token; an added one hides a piece of the same name.</summary>
    public Dictionary<string, int> Names()
    {
        var names = new Dictionary<string, int>(Pieces);
        foreach (var (name, id) in Added) names[name] = id;
        return names;
    }

    /// <exception cref="WhisperException">The folder has no tokenizer, or a broken one.</exception>
    public static TokenizerFiles Read(string folder)
    {
        var (isSlow, isFast) = (Exists(VocabularyFile) && Exists(MergesFile), Exists(FastFile));
        // Without added_tokens.json the special tokens may be named in tokenizer.json alone.
        if (isSlow && (Exists(AddedFile) || !isFast)) return ReadSlow(folder);
        if (isFast) return TokenizerFile.ReadJson(folder, FastFile, ReadFast);
        throw new WhisperException($"The checkpoint has no tokenizer: neither {VocabularyFile} with {MergesFile} nor {FastFile}.");

        bool Exists(string name) => File.Exists(Path.Combine(folder, name));
    }

    private static TokenizerFiles ReadSlow(string folder)
    {
        var lines = TokenizerFile.ReadLines(folder, MergesFile);
        // Only the first line may be a remark: further down a piece may begin with '#'.
        var remarks = lines is [var first, ..] && first.StartsWith("#version", StringComparison.Ordinal) ? 1 : 0;
        return new TokenizerFiles(
            TokenizerFile.ReadJson(folder, VocabularyFile, TokenizerFile.ReadIds),
            File.Exists(Path.Combine(folder, AddedFile)) ? TokenizerFile.ReadJson(folder, AddedFile, TokenizerFile.ReadIds) : [],
            [.. lines.Skip(remarks).Where(line => line.Length > 0)]);
    }

    private static TokenizerFiles ReadFast(JsonElement root)
    {
        var model = root.GetProperty("model");
        if (model.TryGetProperty("type", out var type) && type.GetString() != "BPE")
            throw new WhisperException($"The tokenizer's {FastFile} holds another model than the byte-pair one of Whisper.");
        var added = new Dictionary<string, int>();
        if (root.TryGetProperty("added_tokens", out var tokens))
            foreach (var token in tokens.EnumerateArray())
                added[TokenizerFile.ReadText(token.GetProperty("content"))] = TokenizerFile.ReadId(token.GetProperty("id"));
        return new TokenizerFiles(TokenizerFile.ReadIds(model.GetProperty("vocab")), added, [.. model.GetProperty("merges").EnumerateArray().Select(ReadMerge)]);
    }

    // Newer files write a pair as an array of two, older ones as a string with a space between.
    private static string ReadMerge(JsonElement merge) => merge.ValueKind != JsonValueKind.Array ? TokenizerFile.ReadText(merge)
        : merge.GetArrayLength() == 2 ? $"{TokenizerFile.ReadText(merge[0])} {TokenizerFile.ReadText(merge[1])}"
        : throw new FormatException("A merge is not of two pieces.");
}
