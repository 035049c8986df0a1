using System.Text.Json;
using System.Text.Json.Nodes;

namespace Speech.Whisper.Tests.Tokenization;

/// <summary>The content of a tokenizer's files, which can be written in either layout.</summary>
internal sealed record TokenizerParts(Dictionary<string, int> Pieces, Dictionary<string, int> Added, string[] Merges)
{
    /// <summary>
    /// A small vocabulary: special tokens, then all bytes in ascending order, then four merged tokens. Its ids differ from OpenAI's.
    /// </summary>
    public static TokenizerParts Small { get; } = MakeSmall();

    public static TokenizerParts FromSlow(string folder) => new(
        JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(folder, "vocab.json")))!,
        JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(folder, "added_tokens.json")))!,
        [.. File.ReadLines(Path.Combine(folder, "merges.txt")).Skip(1)]);

    public TokenizerFolder WriteSlow() => new TokenizerFolder().WriteJson("vocab.json", Pieces).WriteJson("added_tokens.json", Added)
        .Write("merges.txt", "#version: 0.2\n" + string.Join('\n', Merges) + "\n");

    public TokenizerFolder WriteFast(bool mergesAsPairs = false)
    {
        var merges = Merges.Select(merge => mergesAsPairs ? JsonSerializer.SerializeToNode(merge.Split(' ')) : JsonValue.Create(merge));
        return new TokenizerFolder().WriteJson("tokenizer.json", new
        {
            version = "1.0",
            added_tokens = Added.OrderBy(token => token.Value)
                .Select(token => new { id = token.Value, content = token.Key, special = true }),
            model = new { type = "BPE", vocab = Pieces, merges = merges.ToArray() },
        });
    }

    private static TokenizerParts MakeSmall()
    {
        string[] marks = ["<|startoftranscript|>", "<|endoftext|>", "<|fr|>", "<|en|>", "<|transcribe|>", "<|noise|>"];
        var added = marks.Select((name, id) => (name, id)).Append(("<|notimestamps|>", 300)).ToDictionary();
        var pieces = Enumerable.Range(0, 256).ToDictionary(value => $"{CharOf((byte)value)}", value => value + 10);
        string[] merges = ["h e", "l l", "he ll", "# #"];
        foreach (var merge in merges) pieces[merge.Replace(" ", "", StringComparison.Ordinal)] = pieces.Count + 10;
        return new TokenizerParts(pieces, added, merges);
    }

    private static char CharOf(byte value)
    {
        bool Visible(int b) => b is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
        return Visible(value) ? (char)value : (char)(256 + Enumerable.Range(0, value).Count(b => !Visible(b)));
    }
}
