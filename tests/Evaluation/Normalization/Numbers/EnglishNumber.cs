using System.Globalization;

namespace Speech.Evaluation.Normalization.Numbers;

/// <summary>One English number while its words are read.</summary>
internal sealed class EnglishNumber
{
    private const int NothingFits = 1;

    private long _total;
    private long _group;
    private long _lastScale = long.MaxValue;

    /// <summary>What may still be added to the group is below this: 10 after tens, 100 after a hundred.</summary>
    private int _below = NothingFits;

    private string? _literal;
    private string _ending = "";
    private bool _isStarted;
    private bool _hasWritten;

    /// <summary>Whether a number directly precedes the next word.</summary>
    public bool Follows => _isStarted || _hasWritten;

    /// <summary>Whether the last word was <c>hundred</c> or a scale, after which <c>and</c> is part of the number.</summary>
    public bool AcceptsRest => _isStarted && _below >= 100;

    /// <summary>Whether the last word was a thousand or more.</summary>
    public bool IsEmptyAfterScale => _isStarted && _below >= 1000;

    /// <summary>Reads one word as a part of this number.</summary>
    /// <returns>False where it is no number word, or starts another number.</returns>
    public bool TryRead(string word)
    {
        if (_ending.Length > 0) return false;
        if (EnglishNumberWords.Cardinal(word) is { } cardinal) return TryAdd(cardinal);
        if (EnglishNumberWords.Scale(word) is { } scale) return TryScale(scale);
        if (EnglishNumberWords.Ordinal(word) is { } ordinal)
            return (ordinal >= 1000 ? TryScale(ordinal) : ordinal == 100 ? TryHundred() : TryAdd(ordinal)) && End(Suffix());
        if (EnglishNumberWords.Decade(word) is { } decade) return TryAdd(decade) && End("s");
        return word switch
        {
            "hundred" => TryHundred(),
            "hundreds" => _group is > 0 and < 100 && TryHundred() && End("s"),
            _ => char.IsAsciiDigit(word[0]) && TryLiteral(word),
        };
    }

    /// <summary>Adds a cardinal below 100, if it continues this number.</summary>
    public bool TryAdd(int value)
    {
        if (_isStarted && (value == 0 || value >= _below)) return false;
        (_group, _isStarted) = (_group + value, true);
        _below = value >= 20 && value % 10 == 0 ? 10 : NothingFits;
        return true;
    }

    /// <summary>Starts with a value that nothing is added to.</summary>
    public void Set(long value) => (_total, _isStarted, _below) = (value, true, NothingFits);

    /// <summary>Writes a digit several times.</summary>
    public void Repeat(int digit, int count, List<string> output)
    {
        for (var i = 0; i < count; i++) output.Add(digit.ToString(CultureInfo.InvariantCulture));
        _hasWritten = true;
    }

    /// <summary>Writes the digits and starts anew.</summary>
    /// <returns>Always true.</returns>
    public bool Flush(List<string> output)
    {
        if (!_isStarted) return true;
        var digits = _literal ?? (_total + _group).ToString(CultureInfo.InvariantCulture);
        output.AddRange(digits[..^1].Select(digit => digit.ToString()));
        output.Add(digits[^1] + _ending);
        (_total, _group, _lastScale, _below) = (0, 0, long.MaxValue, NothingFits);
        (_literal, _ending, _isStarted, _hasWritten) = (null, "", false, true);
        return true;
    }

    private bool TryHundred()
    {
        if (_isStarted && _group is < 1 or > 99) return false;
        (_group, _below, _isStarted, _literal) = (_isStarted ? _group * 100 : 100, 100, true, null);
        return true;
    }

    private bool TryScale(long scale)
    {
        if (_isStarted && (_group == 0 || scale >= _lastScale)) return false;
        _total += (_isStarted ? _group : 1) * scale;
        (_group, _below, _lastScale, _isStarted, _literal) = (0, 1000, scale, true, null);
        return true;
    }

    private bool TryLiteral(string word)
    {
        var digits = word.TrimEnd('s', 't', 'n', 'd', 'r', 'h');
        // After a scale, as in "2 thousand 300".
        if (_isStarted && !(_literal is null && Fits(digits))) return false;
        if (!_isStarted) _literal = digits;
        if (digits.Length <= 9) _group += long.Parse(digits, CultureInfo.InvariantCulture);
        (_isStarted, _below) = (true, NothingFits);
        return word.Length == digits.Length || End(word.EndsWith('s') ? "s" : Suffix());
    }

    private bool Fits(string digits)
        => digits.Length <= 3 && digits[0] != '0' && int.Parse(digits, CultureInfo.InvariantCulture) < _below;

    private bool End(string ending)
    {
        _ending = ending;
        return true;
    }

    private string Suffix() => (_total + _group) switch
    {
        var value when value % 100 is >= 11 and <= 13 => "th",
        var value when value % 10 == 1 => "st",
        var value when value % 10 == 2 => "nd",
        var value when value % 10 == 3 => "rd",
        _ => "th",
    };
}
