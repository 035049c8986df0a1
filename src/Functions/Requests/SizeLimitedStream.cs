using System.IO.Compression;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>A body that throws as soon as more than the limit has been read, whatever its headers say.
/// Translates the web server's exceptions into those of the error table.</summary>
/// <param name="body">The body.</param>
/// <param name="limit">The largest number of bytes.</param>
/// <param name="ownsBody">Whether the body is disposed with this stream.</param>
internal sealed class SizeLimitedStream(Stream body, long limit, bool ownsBody = false) : ForwardStream
{
    private long _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            _read += count;
            return _read <= limit ? count : throw new BodyTooLargeException(limit);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new BodyTooLargeException(limit);
        }
        catch (Exception exception) when (
            exception is InvalidDataException || (exception is InvalidOperationException && body is BrotliStream))
        {
            throw new InvalidBodyException("The body does not match its Content-Encoding", exception);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout })
        {
            throw new InvalidBodyException("The body ended before it was complete", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsBody) body.Dispose();
        base.Dispose(disposing);
    }
}
