using Speech.Hub.Naming;

namespace Speech.Hub.Download;

/// <summary>The one table from the Hub's refusals to exceptions.</summary>
internal static class HubStatus
{
    /// <summary>Lets good answers (200, 206, redirects that are not followed) pass.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="model">What was asked for.</param>
    /// <param name="file">The file asked for; null where the question was about the model.</param>
    /// <param name="options">For the address of the model's page.</param>
    /// <param name="time">For a Retry-After that is a date.</param>
    /// <exception cref="HubException">The Hub refuses.</exception>
    /// <exception cref="TransientException">It may not refuse another time.</exception>
    public static void Check(HubResponse response, ModelId model, string? file, HubOptions options, TimeProvider time)
    {
        if (response.Status < 400) return;
        if (IsTransient(response))
        {
            var wait = response.RetryAfter(time);
            throw new TransientException(new HubServerException(model.Name, $"it answers with status {response.Status}.", response.Status, wait), wait);
        }
        throw Refusal(response, model, file, options);
    }

    // What another host refuses is most often an expired link; the endpoint gives a new one.
    private static bool IsTransient(HubResponse response) => response.Status is 408 or 429 or >= 500 || !response.IsFromEndpoint;

    private static HubException Refusal(HubResponse response, ModelId model, string? file, HubOptions options)
    {
        var hasToken = options.Token is not null;
        return (response.Status, response.Header("X-Error-Code")) switch
        {
            (_, "GatedRepo") => new HubGatedException(model.Name, HubAddress.Page(options.Endpoint, model), hasToken),
            (_, "RevisionNotFound") => new HubRevisionNotFoundException(model.Name, model.Revision),
            (_, "EntryNotFound") when file is not null => new HubFileNotFoundException(model.Name, [file]),
            (_, "RepoNotFound") => new HubModelNotFoundException(model.Name, hasToken),
            (401 or 403, _) => new HubUnauthorizedException(model.Name, hasToken),
            (404, _) => file is null ? new HubModelNotFoundException(model.Name, hasToken) : new HubFileNotFoundException(model.Name, [file]),
            _ => new HubServerException(model.Name, $"it answers with status {response.Status}.", response.Status),
        };
    }
}
