using Speech.Hub.Errors;
using Speech.Hub.Naming;
using Speech.Hub.Settings;

namespace Speech.Hub.Http;

/// <summary>Maps error responses of the Hub to exceptions.</summary>
internal static class HubResponseStatus
{
    /// <summary>Returns if the status is below 400.</summary>
    /// <param name="response">The response.</param>
    /// <param name="model">The requested model.</param>
    /// <param name="file">The requested file; null if the request was about the model.</param>
    /// <param name="options">Endpoint and token.</param>
    /// <param name="time">Clock for a <c>Retry-After</c> date.</param>
    /// <exception cref="HubException">The Hub refused the request.</exception>
    /// <exception cref="TransientException">A retry may succeed.</exception>
    public static void EnsureSuccess(HubResponse response, ModelId model, string? file, HubOptions options, TimeProvider time)
    {
        if (response.Status < 400) return;
        if (!IsTransient(response)) throw Refusal(response, model, file, options);
        var retryAfter = response.GetRetryAfter(time);
        throw new TransientException(new HubServerException(model.Name, StatusFault(response), response.Status, retryAfter), retryAfter);
    }

    // An error from another host is usually an expired link, which the endpoint renews.
    private static bool IsTransient(HubResponse response) => response.Status is 408 or 429 or >= 500 || !response.IsFromEndpoint;

    private static HubException Refusal(HubResponse response, ModelId model, string? file, HubOptions options)
    {
        var hasToken = options.Token is not null;
        return (response.Status, response.Header("X-Error-Code")) switch
        {
            (_, "GatedRepo") => new HubGatedException(model.Name, HubUrl.ModelPage(options.Endpoint, model), hasToken),
            (_, "RevisionNotFound") => new HubRevisionNotFoundException(model.Name, model.Revision),
            (_, "EntryNotFound") when file is not null => new HubFileNotFoundException(model.Name, [file]),
            (_, "RepoNotFound") => new HubModelNotFoundException(model.Name, hasToken),
            (401 or 403, _) => new HubUnauthorizedException(model.Name, hasToken),
            (404, _) => file is null ? new HubModelNotFoundException(model.Name, hasToken)
                : new HubFileNotFoundException(model.Name, [file]),
            _ => new HubServerException(model.Name, StatusFault(response), response.Status),
        };
    }

    private static string StatusFault(HubResponse response) => $"it responded with status {response.Status}.";
}
