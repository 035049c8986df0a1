using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>The framework's JSON reader over a stream, with one addition: the value of a member may be a string of any length.</summary>
/// <remarks>The framework's reader needs a whole token at once. So it reads all but that string, which is scanned piece by piece;
/// then an empty string is shown to the reader in its place.</remarks>
internal sealed class JsonPipe(Stream body) : IAsyncDisposable
{
    private const int BlockSize = 64 * 1024;
    private const int LongestMember = 256 * 1024;
    private readonly PipeReader _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BlockSize, leaveOpen: true));
    private JsonReaderState _state;

    /// <returns>False while more bytes are needed.</returns>
    public delegate bool Step<T>(ref Utf8JsonReader reader, out T value);

    /// <summary>Takes one step over the tokens, reading as much as it needs.</summary>
    public async ValueTask<T> NextAsync<T>(Step<T> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            if (TryStep(read, step, out var value, out var consumed))
            {
                _pipe.AdvanceTo(consumed);
                return value;
            }
            if (read.IsCompleted) throw new BadBodyException("The body is not valid JSON: it ends too early");
            if (read.Buffer.Length > LongestMember) throw new BadBodyException("A member of the body other than inputs is too long");
            _pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Steps, after a member's name, over a string of any length.</summary>
    /// <param name="scanner">Sees every piece of the string.</param>
    /// <param name="afterPiece">Runs after each piece.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>False, with nothing read, when the value is not a string.</returns>
    public async ValueTask<bool> TryReadStringAsync(JsonStringScanner scanner, Func<ValueTask> afterPiece, CancellationToken cancellationToken)
    {
        if (!await TrySkipQuoteAsync(cancellationToken)) return false;
        for (var isDone = false; !isDone;)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            var used = 0L;
            foreach (var piece in read.Buffer)
            {
                isDone = scanner.Feed(piece.Span, out var usedOfPiece);
                used += usedOfPiece;
                await afterPiece();
                if (isDone) break;
            }
            _pipe.AdvanceTo(read.Buffer.GetPosition(used));
            if (!isDone && read.IsCompleted) throw new BadBodyException("The body is not valid JSON: it ends within a string");
        }
        ShowEmptyString();
        return true;
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private bool TryStep<T>(ReadResult read, Step<T> step, out T value, out SequencePosition consumed)
    {
        var reader = new Utf8JsonReader(read.Buffer, read.IsCompleted, _state);
        var isDone = step(ref reader, out value);
        consumed = reader.Position;
        if (isDone) _state = reader.CurrentState;
        return isDone;
    }

    private async ValueTask<bool> TrySkipQuoteAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            var start = AfterWhiteSpace(read.Buffer, out var first);
            _pipe.AdvanceTo(first == '"' ? read.Buffer.GetPosition(1, start) : start);
            if (first is not null || read.IsCompleted) return first == '"';
        }
    }

    private static SequencePosition AfterWhiteSpace(ReadOnlySequence<byte> buffer, out byte? first)
    {
        var reader = new SequenceReader<byte>(buffer);
        reader.AdvancePastAny(" \t\r\n"u8);
        first = reader.TryPeek(out var letter) ? letter : null;
        return reader.Position;
    }

    private void ShowEmptyString()
    {
        var reader = new Utf8JsonReader("\"\""u8, isFinalBlock: false, _state);
        reader.Read();
        _state = reader.CurrentState;
    }
}
