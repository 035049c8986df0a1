namespace Speech.Whisper;

/// <summary>Whisper's languages: code to English name.</summary>
public static class Languages
{
    /// <summary>The code for a code or an English name, in any case (<c>EN</c>, <c>english</c> to <c>en</c>); null when there is none.</summary>
    public static string? CodeOf(string codeOrName) => throw new NotImplementedException();
}
