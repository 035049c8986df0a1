using Speech.Hub.Naming;

namespace Speech.Hub.Download;

/// <summary>An answer whose content is read piece by piece.</summary>
internal sealed class HubResponse(ModelId model, HttpResponseMessage answer, LinkedFile? linked, bool isFromEndpoint, Patience patience) : IDisposable
{
    private const int MaxDocument = 64 << 20;

    public int Status => (int)answer.StatusCode;

    /// <summary>Whether the endpoint itself answered, and not a host that it had redirected to.</summary>
    public bool IsFromEndpoint => isFromEndpoint;

    public LinkedFile? Linked => linked;

    /// <summary>Position of the content's first byte in the file; null for a partial answer that does not tell.</summary>
    public long? From => Status == 206 ? answer.Content.Headers.ContentRange?.From : 0;

    public TimeSpan? RetryAfter(TimeProvider time) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => Max(date - time.GetUtcNow(), TimeSpan.Zero),
        _ => null,
    };

    public string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>The whole content, for short ones.</summary>
    /// <exception cref="TransientException">The connection broke.</exception>
    public async Task<byte[]> ReadDocumentAsync() => await GuardAsync(async () =>
    {
        await answer.Content.LoadIntoBufferAsync(MaxDocument, patience.Token).ConfigureAwait(false);
        return await answer.Content.ReadAsByteArrayAsync(patience.Token).ConfigureAwait(false);
    }).ConfigureAwait(false);

    /// <summary>The content as a stream for <see cref="ReadAsync"/>.</summary>
    public Task<Stream> OpenAsync() => GuardAsync(() => answer.Content.ReadAsStreamAsync(patience.Token));

    /// <summary>The next piece; 0 at the end.</summary>
    /// <exception cref="TransientException">The connection broke, or the server has been silent for too long.</exception>
    public Task<int> ReadAsync(Stream content, Memory<byte> piece) => GuardAsync(async () =>
    {
        patience.Renew();
        return await content.ReadAsync(piece, patience.Token).ConfigureAwait(false);
    });

    public void Dispose()
    {
        answer.Dispose();
        patience.Dispose();
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (patience.IsBroken(e))
        {
            throw new TransientException(new HubUnreachableException(model.Name, e));
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
