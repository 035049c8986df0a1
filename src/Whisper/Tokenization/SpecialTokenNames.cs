using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Speech.Whisper.Tokenization;

/// <summary>Finds a vocabulary's special tokens by their names.</summary>
internal static partial class SpecialTokenNames
{
    private const string EndOfText = "<|endoftext|>", StartOfTranscript = "<|startoftranscript|>", NoTimestamps = "<|notimestamps|>";

    /// <param name="ids">Ids of all named tokens, those of the vocabulary and added ones.</param>
    /// <exception cref="WhisperException">One of the three tokens required for decoding is missing.</exception>
    public static SpecialTokens Find(IReadOnlyDictionary<string, int> ids)
    {
        string[] missing = [.. new[] { EndOfText, StartOfTranscript, NoTimestamps }.Where(name => !ids.ContainsKey(name))];
        if (missing.Length > 0)
            throw new WhisperException($"The tokenizer is not a Whisper tokenizer: it has no {string.Join(", no ", missing)}.");

        int? IdOf(string name) => ids.TryGetValue(name, out var id) ? id : null;
        var tokens = new SpecialTokens(ids[EndOfText], ids[StartOfTranscript], ids[NoTimestamps])
        {
            Transcribe = IdOf("<|transcribe|>"),
            Translate = IdOf("<|translate|>"),
            StartOfPrev = IdOf("<|startofprev|>"),
            StartOfLm = IdOf("<|startoflm|>"),
            // Its name before large-v3.
            NoSpeech = IdOf("<|nospeech|>") ?? IdOf("<|nocaptions|>"),
            TimestampBegin = IdOf("<|0.00|>") ?? ids[NoTimestamps] + 1,
            Languages = [.. Languages.Names.Keys.Select(code => (code, id: IdOf($"<|{code}|>"))).Where(found => found.id is not null)
                .Select(found => new LanguageToken(found.code, found.id!.Value)).OrderBy(language => language.Id)],
        };
        tokens = tokens with { TimestampEnd = EndOfTimestamps(ids, tokens.TimestampBegin) };
        var others = ids.Where(pair => IsSpecialName(pair.Key) && tokens.IsText(pair.Value)).Select(pair => pair.Value);
        return tokens with { Others = [.. others.Order()] };
    }

    // Timestamps may have no names; only a fine-tune's own tokens after them mark their end.
    private static int EndOfTimestamps(IReadOnlyDictionary<string, int> ids, int begin)
        => ids.Where(pair => pair.Value >= begin && !TimestampName.IsMatch(pair.Key))
            .Select(pair => pair.Value).DefaultIfEmpty(int.MaxValue).Min();

    private static bool IsSpecialName(string name)
        => name.Length > 4 && name.StartsWith("<|", StringComparison.Ordinal) && name.EndsWith("|>", StringComparison.Ordinal)
            && !TimestampName.IsMatch(name);

    [GeneratedRegex(@"^<\|[0-9]+\.[0-9]{2}\|>\z")]
    private static partial Regex TimestampName { get; }
}
