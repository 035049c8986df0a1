namespace Speech.Whisper.Tokenization;

/// <summary>Which tokens that are not text appear in decoded text.</summary>
[Flags]
internal enum Markup
{
    /// <summary>Only what was said.</summary>
    None = 0,
    /// <summary>Times, as <c>&lt;|1.00|&gt;</c>.</summary>
    Timestamps = 1,
    /// <summary>Every other special token, by its name.</summary>
    Specials = 2,
    /// <summary>All of them.</summary>
    All = Timestamps | Specials,
}
