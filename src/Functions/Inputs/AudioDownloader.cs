using System.Net;
using Microsoft.Extensions.Options;
using Speech.Functions.Errors;
using Speech.Functions.Options;
using Speech.Functions.Requests;

namespace Speech.Functions.Inputs;

/// <summary>Downloads audio that a request refers to by URL: from the allowed hosts only, and never from an address inside the
/// network.</summary>
/// <remarks><see cref="PublicHttpHandler"/> connects to verified addresses; this class verifies URLs and redirects.</remarks>
internal sealed class AudioDownloader(
    IOptions<UrlInputOptions> options, IOptions<RequestLimitOptions> limits, IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "url-input";

    private const int MaxRedirects = 5;

    /// <param name="url">The URL in the request.</param>
    /// <param name="audio">Receives the audio.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <returns>The content type of the audio; null when the server does not name it.</returns>
    /// <exception cref="InvalidBodyException">The URL is not allowed, or does not deliver audio in time.</exception>
    /// <exception cref="BodyTooLargeException">The audio exceeds the limit of request bodies.</exception>
    public async Task<string?> DownloadAsync(string url, AudioSpool audio, CancellationToken cancellationToken)
    {
        var uri = Verify(url);
        using var timeout = new CancellationTokenSource(options.Value.TimeLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await DownloadAsync(uri, audio, linked.Token);
        }
        catch (Exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidBodyException(
                $"The URL in inputs did not deliver its audio within {options.Value.TimeLimit.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException exception)
        {
            throw exception.InnerException as InvalidBodyException ?? new InvalidBodyException(
                "The URL in inputs cannot be reached", exception);
        }
    }

    private async Task<string?> DownloadAsync(Uri uri, AudioSpool audio, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is HttpStatusCode.OK) return await CopyAsync(response.Content, audio, cancellationToken);
            uri = RedirectTarget(uri, response);
        }
        throw new InvalidBodyException("The URL in inputs redirects endlessly");
    }

    private async Task<string?> CopyAsync(HttpContent content, AudioSpool audio, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limits.Value.MaxBodyBytes) throw new BodyTooLargeException(limits.Value.MaxBodyBytes);
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        await using var limited = new SizeLimitedStream(body, limits.Value.MaxBodyBytes);
        await RawBody.CopyAsync(limited, audio, cancellationToken);
        return content.Headers.ContentType?.ToString();
    }

    /// <summary>The target of a redirect, which must be on the same host.</summary>
    private static Uri RedirectTarget(Uri source, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || response.Headers.Location is not { } location)
            throw new InvalidBodyException($"The URL in inputs answers {(int)response.StatusCode}");
        var target = new Uri(source, location);
        return target.Scheme == source.Scheme && target.Authority == source.Authority && target.UserInfo.Length == 0
            ? target : throw new InvalidBodyException("The URL in inputs redirects to another host");
    }

    private Uri Verify(string url)
    {
        if (options.Value.Hosts.Count == 0) throw new InvalidBodyException(
            "inputs is a URL, but this endpoint does not download audio: send the audio itself");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || !uri.IsDefaultPort
            || uri.UserInfo.Length > 0)
            throw new InvalidBodyException("The URL in inputs must use https, without a port or user information");
        return options.Value.Allows(uri.IdnHost) ? uri : throw new InvalidBodyException("The host of the URL in inputs is not allowed");
    }
}
