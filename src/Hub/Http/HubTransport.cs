using System.Net.Http.Headers;
using Speech.Hub.Errors;
using Speech.Hub.Settings;

namespace Speech.Hub.Http;

/// <summary>
/// Sends requests to the Hub and follows redirects itself, so that the token is sent to the endpoint's own origin and to no other.
/// </summary>
internal sealed class HubTransport(HttpClient client, HubOptions options, TimeProvider time)
{
    private const int MaxRedirects = 5;
    private static readonly ProductInfoHeaderValue UserAgent = new("speech-hub", "1.0");

    /// <summary>Sends a request and returns the response after its headers have arrived; the content is still to be read.</summary>
    /// <exception cref="TransientException">No response, or too many redirects.</exception>
    public async Task<HubResponse> SendAsync(HubRequest request, CancellationToken cancellationToken)
    {
        var idle = new IdleTimeout(options.IdleTimeout, time, cancellationToken);
        try
        {
            return await FollowRedirectsAsync(request, idle).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            idle.Dispose();
            if (idle.IsConnectionFailure(exception))
                throw new TransientException(new HubUnreachableException(request.Model.Name, exception));
            throw;
        }
    }

    private async Task<HubResponse> FollowRedirectsAsync(HubRequest request, IdleTimeout idle)
    {
        var url = request.Url;
        LinkedFileInfo? linkedFile = null;
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var isEndpoint = IsEndpointOrigin(url);
            using var message = CreateMessage(request, url, isEndpoint);
            var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, idle.Token).ConfigureAwait(false);
            idle.Restart();
            if (isEndpoint) linkedFile = LinkedFileInfo.Read(response) ?? linkedFile;
            var target = RedirectTarget(url, response);
            if (target is null || (request.SameOriginOnly && !IsEndpointOrigin(target)))
                return new HubResponse(request.Model, response, linkedFile, isEndpoint, idle);
            response.Dispose();
            url = target;
        }
        throw new HttpRequestException("Too many redirects.");
    }

    private HttpRequestMessage CreateMessage(HubRequest request, Uri url, bool isEndpoint)
    {
        var message = new HttpRequestMessage(request.Method, url);
        message.Headers.UserAgent.Add(UserAgent);
        // Sizes and ranges must refer to the file itself, not to a compressed form.
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (isEndpoint && options.Token is { } token) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (request.FirstByte > 0) message.Headers.Range = new RangeHeaderValue(request.FirstByte, null);
        return message;
    }

    private bool IsEndpointOrigin(Uri url) =>
        Uri.Compare(url, options.Endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    // HTTPS is never downgraded to HTTP, and no other scheme is followed.
    private static Uri? RedirectTarget(Uri url, HttpResponseMessage response)
    {
        if ((int)response.StatusCode / 100 != 3) return null;
        if (response.Headers.Location is { } location && Uri.TryCreate(url, location, out var target)
            && (target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && url.Scheme == Uri.UriSchemeHttp)))
            return target;
        response.Dispose();
        throw new HttpRequestException("The redirect has no valid or no safe target.");
    }
}
