using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Speech.Functions.Options;
using Speech.Storage;
using Speech.Storage.Jobs;
using Speech.Transcription;

namespace Speech.Functions.Jobs;

/// <summary>Sends the call-backs that are due. A client may get one twice, where the answer to the first was lost.</summary>
internal sealed class CallbackSender(
    JobCallbacks callbacks, IOptions<CallbackOptions> options, IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "callback";

    /// <summary>The header with the Unix time of the attempt, in seconds.</summary>
    public const string TimestampHeader = "X-Callback-Timestamp";

    /// <summary>The header with <c>sha256=</c> and the HMAC of the time, a full stop and the body, in hexadecimal.</summary>
    public const string SignatureHeader = "X-Callback-Signature";

    private const int MaxConcurrency = 16;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(10);

    /// <summary>Sends all call-backs that are due, some at a time, so that one slow receiver does not keep the others waiting.</summary>
    /// <returns>The number of attempts.</returns>
    /// <exception cref="StorageException">The storage is unavailable.</exception>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        var attempts = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(await callbacks.ListDueAsync(cancellationToken), parallel, async (id, token) =>
        {
            // No other host sends it meanwhile.
            if (await callbacks.TryClaimAsync(id, 2 * options.Value.TimeLimit, token) is not { Callback: { } callback } job) return;
            Interlocked.Increment(ref attempts);
            var error = await TrySendAsync(job, callback.Url, token);
            await callbacks.RecordAsync(id, Outcome(callback, error), token);
        });
        return attempts;
    }

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    private static string Sign(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    private JobCallback Outcome(JobCallback callback, string? error)
    {
        if (error is null) return callback with { State = JobCallbackState.Delivered, Error = null };
        return callback with
        {
            State = callback.Attempts < options.Value.Attempts ? JobCallbackState.Pending : JobCallbackState.Failed,
            Next = time.GetUtcNow() + RetryBackoff.DelayAfter(callback.Attempts, FirstDelay, MaxDelay),
            Error = error,
        };
    }

    /// <summary>Sends one call-back.</summary>
    /// <returns>Why it failed; null where the client accepted it.</returns>
    private async Task<string?> TrySendAsync(Job job, Uri url, CancellationToken cancellationToken)
    {
        if (!IsAllowed(url, options.Value)) return "its host is no longer allowed";
        using var timeout = new CancellationTokenSource(options.Value.TimeLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var client = clients.CreateClient(ClientName);
        using var request = CreateRequest(job, url);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            return response.IsSuccessStatusCode ? null : $"its host answers {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "its host does not answer in time";
        }
        catch (HttpRequestException)
        {
            return "its host cannot be reached";
        }
    }

    private HttpRequestMessage CreateRequest(Job job, Uri url)
    {
        var body = new JobBody(job with { Callback = null }).ToJson();
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, Sign(options.Value.Secret!.Reveal(), timestamp, body));
        return request;
    }

    /// <summary>Whether a call-back may go to a URL.</summary>
    internal static bool IsAllowed(Uri url, CallbackOptions options)
        => url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.UserInfo.Length == 0 && options.Secret is not null
            && HostListAttribute.Matches(options.Hosts, url.IdnHost);
}
