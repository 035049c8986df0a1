namespace Speech.Whisper.Tokenization;

/// <summary>The token that says which language is spoken.</summary>
/// <param name="Code">Such as <c>en</c>.</param>
/// <param name="Id">Its id in the vocabulary.</param>
internal readonly record struct LanguageToken(string Code, int Id);
