using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Speech.Whisper.Tokenization;

/// <summary>Text to tokens by byte-pair encoding, for prompts. Names of special tokens in a text are plain text: a prompt cannot give orders.</summary>
internal sealed partial class PromptEncoder
{
    private readonly BpeTokenizer _encoder;

    /// <exception cref="WhisperException">The merges do not fit the vocabulary.</exception>
    public PromptEncoder(TokenizerFiles files)
    {
        try
        {
            _encoder = BpeTokenizer.Create(new BpeOptions(files.Pieces)
            {
                Merges = files.Merges,
                ByteLevel = true,
                PreTokenizer = new RegexPreTokenizer(Words, specialTokens: null),
            });
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new WhisperException("The tokenizer's merges do not fit its vocabulary.", e);
        }
    }

    /// <summary>The tokens of a text. Bytes that a small vocabulary has no piece for are left out.</summary>
    public IReadOnlyList<int> Encode(string text)
        // Half a surrogate pair becomes U+FFFD; the encoder would write it as bytes that no text has.
        => _encoder.EncodeToIds(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    // GPT-2's words: no pair joins across them. .NET sees a character above U+FFFF as two that are no letters,
    // which parts it from its neighbours or joins it to them; no piece spans such a character and another, so the tokens are the same.
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Words { get; }
}
