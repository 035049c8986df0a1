using System.Globalization;

namespace Speech.Transcription.Live;

/// <summary>The words of a growing text that two decodings in a row agree in: those are hardly ever changed by the next one.</summary>
internal sealed class StableText
{
    private string _last = "";

    /// <summary>The words so far.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Adds a decoding of all the audio so far.</summary>
    /// <param name="text">Its text, without white space at the ends.</param>
    /// <returns>The words that are now stable and were not before.</returns>
    public string Add(string text)
    {
        var common = CommonWords(_last, text);
        _last = text;
        return Take(common.Length > Text.Length ? common : "");
    }

    /// <summary>Takes back the words that were added last.</summary>
    public void Remove(string added) => Text = Text[..^added.Length];

    /// <summary>Takes a text as it is: the final one.</summary>
    /// <returns>What it has after the words so far; empty where it begins otherwise.</returns>
    public string Take(string text)
    {
        if (!text.StartsWith(Text, StringComparison.Ordinal)) return "";
        var added = text[Text.Length..];
        Text = text;
        return added;
    }

    private static string CommonWords(string first, string second)
    {
        var length = first.AsSpan().CommonPrefixLength(second);
        while (length > 0 && !IsBoundary(second, length)) length--;
        return second[..length].TrimEnd();
    }

    /// <summary>Whether a word ends here. The last one of a text may go on; scripts without spaces have their words anywhere.</summary>
    private static bool IsBoundary(string text, int index)
        => index < text.Length
            && (char.IsWhiteSpace(text[index]) || char.GetUnicodeCategory(text[index - 1]) is UnicodeCategory.OtherLetter);
}
