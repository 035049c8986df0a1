using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Speech.Whisper.Tokenization;

/// <summary>
/// Encodes prompts by byte-pair encoding. Names of special tokens in the text are encoded as plain text: a prompt cannot inject them.
/// </summary>
internal sealed partial class PromptEncoder
{
    private readonly BpeTokenizer _encoder;

    /// <exception cref="WhisperException">The merges contradict the vocabulary.</exception>
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
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new WhisperException("The tokenizer's merges do not fit its vocabulary.", exception);
        }
    }

    /// <summary>The tokens of a text. Bytes that are missing from a small vocabulary are dropped.</summary>
    public IReadOnlyList<int> Encode(string text)
        // A lone surrogate becomes U+FFFD; the encoder would produce invalid UTF-8 for it.
        => _encoder.EncodeToIds(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    // GPT-2's pre-tokenizer. .NET matches a character above U+FFFF as two characters that are not letters, which may split it from or join
    // it to adjacent ones; no vocabulary entry spans such a character and another one, so the tokens are the same.
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Words { get; }
}
