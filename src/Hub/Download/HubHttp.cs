using System.Net.Http.Headers;

namespace Speech.Hub.Download;

/// <summary>Requests to the Hub. Redirects are followed here, so that the token goes to the endpoint's own origin and nowhere else.</summary>
internal sealed class HubHttp : IDisposable
{
    private const int MaxRedirects = 5;
    private readonly HttpClient _client;
    private readonly HubOptions _options;
    private readonly TimeProvider _time;

    public HubHttp(HubOptions options, HttpMessageHandler? handler, TimeProvider time)
    {
        _options = options;
        _time = time;
        _client = new HttpClient(handler ?? OwnHandler(), disposeHandler: handler is null) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("speech-hub", "1.0"));
        // Sizes and ranges are those of the file itself.
        _client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>Sends a request and returns the answer's headers, its content still to be read.</summary>
    /// <param name="request">What to ask for.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="TransientException">No answer, or too many redirects.</exception>
    public async Task<HubResponse> SendAsync(HubRequest request, CancellationToken cancellationToken)
    {
        var patience = new Patience(_options.SilenceTimeout, _time, cancellationToken);
        try
        {
            return await FollowAsync(request, patience).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            patience.Dispose();
            if (patience.IsBroken(e)) throw new TransientException(new HubUnreachableException(request.Model.Name, e));
            throw;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HubResponse> FollowAsync(HubRequest request, Patience patience)
    {
        var address = request.Address;
        LinkedFile? linked = null;
        for (var hops = 0; hops <= MaxRedirects; hops++)
        {
            var isOwn = IsOwnOrigin(address);
            using var message = Message(request, address, isOwn);
            var answer = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            patience.Renew();
            if (isOwn) linked = LinkedFile.Of(answer) ?? linked;
            var next = Next(address, answer);
            if (next is null || (request.StaysHome && !IsOwnOrigin(next)))
                return new HubResponse(request.Model, answer, linked, isOwn, patience);
            answer.Dispose();
            address = next;
        }
        throw new HttpRequestException("Too many redirects.");
    }

    private HttpRequestMessage Message(HubRequest request, Uri address, bool isOwn)
    {
        var message = new HttpRequestMessage(request.Method, address);
        if (isOwn && _options.Token is { } token) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (request.From > 0) message.Headers.Range = new RangeHeaderValue(request.From, null);
        return message;
    }

    private bool IsOwnOrigin(Uri address) =>
        Uri.Compare(address, _options.Endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    // An encrypted connection is never left for a plain one, nor HTTP for anything else.
    private static Uri? Next(Uri address, HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode / 100 != 3) return null;
        if (answer.Headers.Location is { } location && Uri.TryCreate(address, location, out var next)
            && (next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && address.Scheme == Uri.UriSchemeHttp)))
            return next;
        answer.Dispose();
        throw new HttpRequestException("A redirect that leads nowhere, or where it is not safe.");
    }

    private static SocketsHttpHandler OwnHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
