using System.Buffers;
using System.Text;

namespace Speech.Whisper.Tokenization;

/// <summary>Converts between tokens and text by one checkpoint's vocabulary. Thread-safe.</summary>
internal sealed class Tokenizer
{
    private readonly Vocabulary _vocabulary;
    // Rarely used, and its tables are larger than everything else here: the files are read again for it.
    private readonly Lazy<PromptEncoder> _encoder;

    private Tokenizer(string folder, TokenizerFiles files)
    {
        _vocabulary = new Vocabulary(files);
        _encoder = new Lazy<PromptEncoder>(
            // A failed read is not kept.
            () => new PromptEncoder(TokenizerFiles.Read(folder)), LazyThreadSafetyMode.PublicationOnly);
        SpecialTokens = SpecialTokenNames.Find(files.Names());
    }

    /// <summary>The ids of the special tokens.</summary>
    public SpecialTokens SpecialTokens { get; }

    /// <summary>Highest named id plus 1. A model may have more tokens: timestamps often have no names.</summary>
    public int Count => _vocabulary.Count;

    /// <summary>
    /// Reads <c>vocab.json</c>, <c>merges.txt</c> and <c>added_tokens.json</c>, or <c>tokenizer.json</c> if there is no other.
    /// </summary>
    /// <exception cref="WhisperException">They are missing, invalid, or not those of a Whisper tokenizer.</exception>
    public static Tokenizer Load(string folder) => new(folder, TokenizerFiles.Read(folder));

    /// <summary>
    /// Decodes tokens. Invalid UTF-8 is replaced by one U+FFFD for each maximal part of a character; ids without a name have no text.
    /// </summary>
    /// <param name="ids">Tokens of any kind.</param>
    /// <param name="keep">Special tokens to include.</param>
    public string Decode(ReadOnlySpan<int> ids, Markup keep = Markup.None)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var id in ids) AppendBytes(id, bytes, keep);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Appends the UTF-8 bytes of one token, which may be part of a character.</summary>
    public void AppendBytes(int id, IBufferWriter<byte> bytes, Markup keep = Markup.None)
    {
        if (SpecialTokens.IsTimestamp(id))
        {
            if (keep.HasFlag(Markup.Timestamps)) bytes.Write(Encoding.UTF8.GetBytes($"<|{SpecialTokens.TimestampSeconds(id):F2}|>"));
        }
        else if (keep.HasFlag(Markup.Specials) || !SpecialTokens.IsSpecial(id))
        {
            bytes.Write(_vocabulary[id]);
        }
    }

    /// <summary>Encodes a prompt; see <see cref="PromptEncoder"/>.</summary>
    /// <exception cref="WhisperException">The merges contradict the vocabulary.</exception>
    public IReadOnlyList<int> Encode(string text) => _encoder.Value.Encode(text);
}
