using System.Text.Json;

namespace Speech.Whisper.Tokenization;

/// <summary>The content of a checkpoint's tokenizer files, in either of the Hub's two layouts.</summary>
/// <param name="Pieces">Ids of the byte-pair tokens, written in the <see cref="ByteAlphabet"/>.</param>
/// <param name="Added">Ids of the added tokens, written as plain text: <c>&lt;|en|&gt;</c>.</param>
/// <param name="Merges">Pairs of tokens to merge, <c>left right</c>, by descending priority.</param>
internal sealed record TokenizerFiles(
    IReadOnlyDictionary<string, int> Pieces, IReadOnlyDictionary<string, int> Added, IReadOnlyList<string> Merges)
{
    private const string VocabularyFile = "vocab.json", MergesFile = "merges.txt", AddedFile = "added_tokens.json";
    private const string FastFile = "tokenizer.json";

    /// <summary>All named tokens; an added one takes precedence over a byte-pair token of the same name.</summary>
    public Dictionary<string, int> Names()
    {
        var names = new Dictionary<string, int>(Pieces);
        foreach (var (name, id) in Added) names[name] = id;
        return names;
    }

    /// <exception cref="WhisperException">The folder has no tokenizer, or an invalid one.</exception>
    public static TokenizerFiles Read(string folder)
    {
        var (isSlow, isFast) = (Exists(VocabularyFile) && Exists(MergesFile), Exists(FastFile));
        // Without added_tokens.json the special tokens may be in tokenizer.json only.
        if (isSlow && (Exists(AddedFile) || !isFast)) return ReadSlow(folder);
        if (isFast) return TokenizerFileReader.ReadJson(folder, FastFile, ReadFast);
        throw new WhisperException($"The checkpoint has no tokenizer: neither {VocabularyFile} with {MergesFile} nor {FastFile}.");

        bool Exists(string name) => File.Exists(Path.Combine(folder, name));
    }

    private static TokenizerFiles ReadSlow(string folder)
    {
        var lines = TokenizerFileReader.ReadLines(folder, MergesFile);
        // Only the first line may be a comment: in others '#' may begin a token.
        var comments = lines is [var first, ..] && first.StartsWith("#version", StringComparison.Ordinal) ? 1 : 0;
        return new TokenizerFiles(
            TokenizerFileReader.ReadJson(folder, VocabularyFile, TokenizerFileReader.ReadIds),
            File.Exists(Path.Combine(folder, AddedFile))
                ? TokenizerFileReader.ReadJson(folder, AddedFile, TokenizerFileReader.ReadIds) : [],
            [.. lines.Skip(comments).Where(line => line.Length > 0)]);
    }

    private static TokenizerFiles ReadFast(JsonElement root)
    {
        var model = root.GetProperty("model");
        if (model.TryGetProperty("type", out var type) && type.GetString() != "BPE")
            throw new WhisperException($"The tokenizer's {FastFile} does not hold a byte-pair encoding, which Whisper uses.");
        var added = new Dictionary<string, int>();
        if (root.TryGetProperty("added_tokens", out var tokens))
            foreach (var token in tokens.EnumerateArray())
                added[TokenizerFileReader.ReadText(token.GetProperty("content"))] = TokenizerFileReader.ReadId(token.GetProperty("id"));
        var merges = model.GetProperty("merges").EnumerateArray().Select(ReadMerge);
        return new TokenizerFiles(TokenizerFileReader.ReadIds(model.GetProperty("vocab")), added, [.. merges]);
    }

    // Newer files write a pair as an array, older ones as a string with a space in between.
    private static string ReadMerge(JsonElement merge) => merge.ValueKind != JsonValueKind.Array ? TokenizerFileReader.ReadText(merge)
        : merge.GetArrayLength() == 2 ? $"{TokenizerFileReader.ReadText(merge[0])} {TokenizerFileReader.ReadText(merge[1])}"
        : throw new FormatException("A merge does not have two tokens.");
}
