using System.Buffers;
using System.Text;

namespace Speech.Whisper.Tokenization;

/// <summary>Tokens to text and back, for one checkpoint's vocabulary. Safe to share between threads.</summary>
internal sealed class Tokenizer
{
    private readonly Vocabulary _vocabulary;
    // Prompts are rare and the encoder's tables cost more than everything else here.
    private readonly Lazy<PromptEncoder> _encoder;

    private Tokenizer(TokenizerFiles files)
    {
        _vocabulary = new Vocabulary(files);
        _encoder = new Lazy<PromptEncoder>(() => new PromptEncoder(files));
        SpecialTokens = SpecialTokenNames.Find(files.Names());
    }

    /// <summary>The ids that are not text.</summary>
    public SpecialTokens SpecialTokens { get; }

    /// <summary>One more than the highest id with a name. A model may have more: times often have none.</summary>
    public int Count => _vocabulary.Count;

    /// <summary>Reads <c>vocab.json</c>, <c>merges.txt</c> and <c>added_tokens.json</c>, or <c>tokenizer.json</c> where there is only that.</summary>
    /// <exception cref="WhisperException">They are missing, broken, or not Whisper's.</exception>
    public static Tokenizer Load(string folder) => new(TokenizerFiles.Read(folder));

    /// <summary>The text of tokens. Bytes that are no UTF-8 become one U+FFFD for each maximal part of a character; ids without a name say nothing.</summary>
    /// <param name="ids">Of any kind.</param>
    /// <param name="keep">What to show besides the text.</param>
    public string Decode(ReadOnlySpan<int> ids, Markup keep = Markup.None)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var id in ids) AppendBytes(id, bytes, keep);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The UTF-8 bytes of one token, which may hold only part of a character.</summary>
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

    /// <summary>The tokens of a text, for a prompt; see <see cref="PromptEncoder"/>.</summary>
    /// <exception cref="WhisperException">The merges do not fit the vocabulary.</exception>
    public IReadOnlyList<int> Encode(string text) => _encoder.Value.Encode(text);
}
