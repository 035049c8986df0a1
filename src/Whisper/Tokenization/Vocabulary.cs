using System.Text;

namespace Speech.Whisper.Tokenization;

/// <summary>The bytes of all tokens by id.</summary>
internal sealed class Vocabulary
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;

    public Vocabulary(TokenizerFiles files)
    {
        var pieces = new byte[files.Pieces.Values.Concat(files.Added.Values).DefaultIfEmpty(-1).Max() + 1][];
        foreach (var (piece, id) in files.Pieces) pieces[id] = ByteAlphabet.BytesOf(piece);
        foreach (var (name, id) in files.Added) pieces[id] = Encoding.UTF8.GetBytes(name);

        _starts = new int[pieces.Length + 1];
        for (var id = 0; id < pieces.Length; id++) _starts[id + 1] = _starts[id] + (pieces[id]?.Length ?? 0);
        _bytes = new byte[_starts[^1]];
        for (var id = 0; id < pieces.Length; id++) pieces[id]?.CopyTo(_bytes, _starts[id]);
    }

    /// <summary>Highest named id plus 1.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The bytes of a token, which may be part of a character; empty for an id without a name.</summary>
    public ReadOnlySpan<byte> this[int id] => (uint)id < (uint)Count ? _bytes.AsSpan(_starts[id].._starts[id + 1]) : [];
}
