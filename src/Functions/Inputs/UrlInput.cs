using System.Net;
using Speech.Functions.Errors;
using Speech.Functions.Requests;
using Speech.Functions.Settings;

namespace Speech.Functions.Inputs;

/// <summary>Fetches audio that a request names by its URL: from allowed hosts only, and never from inside the network that the endpoint stands in.</summary>
/// <remarks>Names are resolved here and the very address that was judged is connected to, so that no second answer of the DNS can
/// lead elsewhere. No proxy is used: it would resolve by itself.</remarks>
internal sealed class UrlInput : IDisposable
{
    private const int MostRedirects = 5;

    private readonly UrlInputSettings _settings;
    private readonly CapacitySettings _capacity;
    private readonly UrlNetwork _network;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public UrlInput(UrlInputSettings settings, CapacitySettings capacity, UrlNetwork network, TimeProvider time)
    {
        (_settings, _capacity, _network, _time) = (settings, capacity, network, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            SslOptions = network.Tls,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken),
        });
    }

    /// <param name="url">What the request names.</param>
    /// <param name="into">Takes the audio and its type.</param>
    /// <param name="cancellationToken">The caller's own wish to stop.</param>
    /// <exception cref="BadBodyException">The URL is not allowed, or does not give audio in time.</exception>
    /// <exception cref="BodyTooLargeException">There is more than a body may have.</exception>
    public async Task FetchAsync(string url, PredictBody into, CancellationToken cancellationToken)
    {
        var from = Verified(url);
        using var limit = new CancellationTokenSource(_settings.TimeLimit, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await FetchAsync(from, into, stop.Token);
        }
        catch (Exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BadBodyException($"The URL in inputs did not give its audio within {_settings.TimeLimit.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException reason)
        {
            throw reason.InnerException as BadBodyException ?? new BadBodyException("The URL in inputs cannot be reached", reason);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task FetchAsync(Uri from, PredictBody into, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, from);
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.OK)
            {
                await TakeAsync(response.Content, into, cancellationToken);
                return;
            }
            from = NextOf(from, response);
        }
        throw new BadBodyException("The URL in inputs redirects without an end");
    }

    private async Task TakeAsync(HttpContent content, PredictBody into, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > _capacity.MaxBodyBytes) throw new BodyTooLargeException(_capacity.MaxBodyBytes);
        into.AudioType = content.Headers.ContentType?.ToString();
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        await using var limited = new LimitedBody(body, _capacity.MaxBodyBytes);
        await RawBody.ReadAsync(limited, into.Audio, cancellationToken);
    }

    /// <summary>Where a redirect leads, which must be the same host.</summary>
    private static Uri NextOf(Uri from, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || response.Headers.Location is not { } location)
            throw new BadBodyException($"The URL in inputs answers {(int)response.StatusCode}");
        var to = new Uri(from, location);
        return to.Scheme == from.Scheme && to.Authority == from.Authority && to.UserInfo.Length == 0
            ? to : throw new BadBodyException("The URL in inputs redirects to another host");
    }

    private Uri Verified(string url)
    {
        if (_settings.Hosts.Count == 0) throw new BadBodyException("inputs is a URL, but this endpoint takes the audio itself only");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var from) || from.Scheme != Uri.UriSchemeHttps || !from.IsDefaultPort || from.UserInfo.Length > 0)
            throw new BadBodyException("The URL in inputs must be https, without a port or a user");
        return _settings.Allows(from.IdnHost) ? from : throw new BadBodyException("The host of the URL in inputs is not one that this endpoint takes audio from");
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint to, CancellationToken cancellationToken)
    {
        var addresses = await _network.ResolveAsync(to.Host, cancellationToken);
        // One that is not public among others is a trap, or a mistake that should be told.
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, PublicAddress.Is))
            throw new BadBodyException("The host of the URL in inputs has no public address");
        for (var at = 0; ; at++)
        {
            try
            {
                return await _network.DialAsync(new IPEndPoint(addresses[at], to.Port), cancellationToken);
            }
            catch (Exception reason) when (reason is IOException or System.Net.Sockets.SocketException && at + 1 < addresses.Length)
            {
                // The next address of the same host.
            }
        }
    }
}
