namespace Speech.Whisper.Tokenization;

/// <summary>Which special tokens are included in decoded text.</summary>
[Flags]
internal enum Markup
{
    /// <summary>None: text only.</summary>
    None = 0,
    /// <summary>Timestamps, as <c>&lt;|1.00|&gt;</c>.</summary>
    Timestamps = 1,
    /// <summary>All other special tokens, by name.</summary>
    Specials = 2,
    /// <summary>All of them.</summary>
    All = Timestamps | Specials,
}
