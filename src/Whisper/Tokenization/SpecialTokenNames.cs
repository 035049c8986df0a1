using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Speech.Whisper.Tokenization;

/// <summary>Finds a vocabulary's special tokens by their names.</summary>
internal static partial class SpecialTokenNames
{
    private const string EndOfText = "<|endoftext|>", StartOfTranscript = "<|startoftranscript|>", NoTimestamps = "<|notimestamps|>";

    /// <param name="ids">Ids of all the named tokens, pieces and added ones.</param>
    /// <exception cref="WhisperException">One of the three without which nothing can be decoded is missing.</exception>
    public static SpecialTokens Find(IReadOnlyDictionary<string, int> ids)
    {
        string[] missing = [.. new[] { EndOfText, StartOfTranscript, NoTimestamps }.Where(name => !ids.ContainsKey(name))];
        if (missing.Length > 0)
            throw new WhisperException($"The tokenizer is not one of Whisper: it has no {string.Join(", no ", missing)}.");

        int? IdOf(string name) => ids.TryGetValue(name, out var id) ? id : null;
        var tokens = new SpecialTokens(ids[EndOfText], ids[StartOfTranscript], ids[NoTimestamps])
        {
            Transcribe = IdOf("<|transcribe|>"),
            Translate = IdOf("<|translate|>"),
            StartOfPrev = IdOf("<|startofprev|>"),
            StartOfLm = IdOf("<|startoflm|>"),
            // The name it had before the third version.
            NoSpeech = IdOf("<|nospeech|>") ?? IdOf("<|nocaptions|>"),
            TimestampBegin = IdOf("<|0.00|>") ?? ids[NoTimestamps] + 1,
            Languages = [.. Languages.Names.Keys.Select(code => (code, id: IdOf($"<|{code}|>"))).Where(found => found.id is not null)
                .Select(found => new LanguageToken(found.code, found.id!.Value)).OrderBy(language => language.Id)],
        };
        tokens = tokens with { TimestampEnd = EndOfTimestamps(ids, tokens.TimestampBegin) };
        return tokens with { Others = [.. ids.Where(pair => IsMark(pair.Key) && tokens.IsText(pair.Value)).Select(pair => pair.Value).Order()] };
    }

    // Times need no name, so a fine-tune's own tokens above them are what ends them.
    private static int EndOfTimestamps(IReadOnlyDictionary<string, int> ids, int begin)
        => ids.Where(pair => pair.Value >= begin && !TimestampName.IsMatch(pair.Key)).Select(pair => pair.Value).DefaultIfEmpty(int.MaxValue).Min();

    private static bool IsMark(string name)
        => name.Length > 4 && name.StartsWith("<|", StringComparison.Ordinal) && name.EndsWith("|>", StringComparison.Ordinal) && !TimestampName.IsMatch(name);

    [GeneratedRegex(@"^<\|[0-9]+\.[0-9]{2}\|>\z")]
    private static partial Regex TimestampName { get; }
}
