namespace Speech.Whisper.Tokenization;

/// <summary>The token of a language.</summary>
/// <param name="Code">Language code such as <c>en</c>.</param>
/// <param name="Id">Its id in the vocabulary.</param>
internal readonly record struct LanguageToken(string Code, int Id);
