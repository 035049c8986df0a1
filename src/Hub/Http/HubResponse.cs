using Speech.Hub.Errors;
using Speech.Hub.Naming;

namespace Speech.Hub.Http;

/// <summary>A response whose content is read incrementally.</summary>
internal sealed class HubResponse(
    ModelId model, HttpResponseMessage response, LinkedFileInfo? linkedFile, bool isFromEndpoint, IdleTimeout idle) : IDisposable
{
    private const int MaxDocumentLength = 64 << 20;
    private const int PartialContent = 206;

    public int Status => (int)response.StatusCode;

    /// <summary>Whether the endpoint itself responded, and not the target of a redirect to another origin.</summary>
    public bool IsFromEndpoint => isFromEndpoint;

    public LinkedFileInfo? LinkedFile => linkedFile;

    /// <summary>Position of the content's first byte in the file; null for a partial response without a range.</summary>
    public long? FirstByte => Status == PartialContent ? response.Content.Headers.ContentRange?.From : 0;

    /// <summary>The delay requested by the <c>Retry-After</c> header; null without one.</summary>
    public TimeSpan? GetRetryAfter(TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => Max(date - time.GetUtcNow(), TimeSpan.Zero),
        _ => null,
    };

    public string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>Reads the whole content, at most 64 MiB.</summary>
    /// <exception cref="TransientException">The connection failed.</exception>
    public async Task<byte[]> ReadDocumentAsync() => await ConvertFailuresAsync(async () =>
    {
        await response.Content.LoadIntoBufferAsync(MaxDocumentLength, idle.Token).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(idle.Token).ConfigureAwait(false);
    }).ConfigureAwait(false);

    /// <summary>Opens the content for <see cref="ReadAsync"/>.</summary>
    public Task<Stream> OpenAsync() => ConvertFailuresAsync(() => response.Content.ReadAsStreamAsync(idle.Token));

    /// <summary>Reads the next bytes; returns 0 at the end.</summary>
    /// <exception cref="TransientException">The connection failed or the idle timeout elapsed.</exception>
    public Task<int> ReadAsync(Stream content, Memory<byte> buffer) => ConvertFailuresAsync(async () =>
    {
        idle.Restart();
        return await content.ReadAsync(buffer, idle.Token).ConfigureAwait(false);
    });

    public void Dispose()
    {
        response.Dispose();
        idle.Dispose();
    }

    private async Task<T> ConvertFailuresAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (idle.IsConnectionFailure(exception))
        {
            throw new TransientException(new HubUnreachableException(model.Name, exception));
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
