using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary><see cref="Utf8JsonReader"/> over a stream, with one addition: the value of a member may be a string of any length.</summary>
/// <remarks>Utf8JsonReader needs each token as a whole. It therefore reads everything but that string, which is scanned in pieces
/// and replaced by an empty string in the reader's input.</remarks>
internal sealed class JsonStreamReader(Stream body) : IAsyncDisposable
{
    private const int BlockSize = 64 * 1024;
    // The parameters may have reference audio of known speakers.
    private const int MaxMemberLength = 16 * 1024 * 1024;
    private readonly PipeReader _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BlockSize, leaveOpen: true));
    private JsonReaderState _state;

    /// <summary>How many bytes the steps have examined so far, those included that were examined more than once.</summary>
    public long BytesExamined { get; private set; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads one item, such as a token or a value.</summary>
    /// <returns>False when it needs more bytes.</returns>
    public delegate bool Step<T>(ref Utf8JsonReader reader, out T value);

    /// <summary>Skips a byte order mark at the start of the body: some programs write one, and JSON readers may ignore it.</summary>
    public async ValueTask SkipByteOrderMarkAsync(CancellationToken cancellationToken)
    {
        var read = await _pipe.ReadAtLeastAsync(ByteOrderMark.Length, cancellationToken);
        var start = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, ByteOrderMark.Length)).ToArray();
        var skipped = start.AsSpan().SequenceEqual(ByteOrderMark) ? start.Length : 0;
        _pipe.AdvanceTo(read.Buffer.GetPosition(skipped));
    }

    /// <summary>Performs one step, reading as many bytes as it needs.</summary>
    /// <remarks>A step that needs more is repeated once the bytes have doubled, or the body has ended: a body that comes in small pieces
    /// costs no more than three times one that comes at once.</remarks>
    public async ValueTask<T> NextAsync<T>(Step<T> step, CancellationToken cancellationToken)
    {
        for (var wanted = 1; ;)
        {
            var read = await _pipe.ReadAtLeastAsync(wanted, cancellationToken);
            if (TryStep(read, step, out var value, out var consumed))
            {
                _pipe.AdvanceTo(consumed);
                return value;
            }
            if (read.IsCompleted) throw new InvalidBodyException("The body is not valid JSON: it ends early");
            if (read.Buffer.Length > MaxMemberLength) throw new InvalidBodyException("A member of the body other than inputs is too long");
            wanted = (int)Math.Min(2 * read.Buffer.Length, MaxMemberLength + 1);
            _pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Reads the value of a member, after its name, if it is a string; of any length.</summary>
    /// <param name="scanner">Receives every piece of the string.</param>
    /// <param name="afterPiece">Runs after each piece.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>False, and nothing consumed, when the value is not a string.</returns>
    public async ValueTask<bool> TryReadStringAsync(
        JsonStringScanner scanner, Func<ValueTask> afterPiece, CancellationToken cancellationToken)
    {
        if (!await TrySkipQuoteAsync(cancellationToken)) return false;
        for (var isDone = false; !isDone;)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            var consumed = 0L;
            foreach (var piece in read.Buffer)
            {
                isDone = scanner.Feed(piece.Span, out var length);
                consumed += length;
                await afterPiece();
                if (isDone) break;
            }
            _pipe.AdvanceTo(read.Buffer.GetPosition(consumed));
            if (!isDone && read.IsCompleted) throw new InvalidBodyException("The body is not valid JSON: it ends within a string");
        }
        SubstituteEmptyString();
        return true;
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private bool TryStep<T>(ReadResult read, Step<T> step, out T value, out SequencePosition consumed)
    {
        var reader = new Utf8JsonReader(read.Buffer, read.IsCompleted, _state);
        var isDone = step(ref reader, out value);
        consumed = reader.Position;
        BytesExamined += isDone ? reader.BytesConsumed : read.Buffer.Length;
        if (isDone) _state = reader.CurrentState;
        return isDone;
    }

    private async ValueTask<bool> TrySkipQuoteAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            var start = SkipWhiteSpace(read.Buffer, out var first);
            _pipe.AdvanceTo(first == '"' ? read.Buffer.GetPosition(1, start) : start);
            if (first is not null || read.IsCompleted) return first == '"';
        }
    }

    private static SequencePosition SkipWhiteSpace(ReadOnlySequence<byte> buffer, out byte? first)
    {
        var reader = new SequenceReader<byte>(buffer);
        reader.AdvancePastAny(" \t\r\n"u8);
        first = reader.TryPeek(out var next) ? next : null;
        return reader.Position;
    }

    private void SubstituteEmptyString()
    {
        var reader = new Utf8JsonReader("\"\""u8, isFinalBlock: false, _state);
        reader.Read();
        _state = reader.CurrentState;
    }
}
