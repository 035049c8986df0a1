using System.Globalization;

namespace Speech.Storage.Jobs;

/// <summary>The call-back of a job: a POST of its outcome to a URL of the client.</summary>
/// <param name="Url">Where it goes.</param>
/// <param name="State">Whether it has been delivered.</param>
/// <param name="Attempts">The number of attempts so far.</param>
/// <param name="Next">When the next attempt is due.</param>
public sealed record JobCallback(Uri Url, JobCallbackState State, int Attempts, DateTimeOffset Next)
{
    private const string UrlKey = "callback_url";
    private const string StateKey = "callback_state";
    private const string AttemptsKey = "callback_attempts";
    private const string NextKey = "callback_next";
    private const string ErrorKey = "callback_error";

    /// <summary>Why the last attempt failed, in ASCII; null where none did.</summary>
    public string? Error { get; init; }

    /// <summary>Parses the metadata of a job's record.</summary>
    /// <returns>Null where the job has no call-back.</returns>
    internal static JobCallback? Parse(IDictionary<string, string> metadata)
        => metadata.TryGetValue(UrlKey, out var url) && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && metadata.TryGetValue(StateKey, out var stateText) && Enum.TryParse<JobCallbackState>(stateText, out var state)
            && metadata.TryGetValue(AttemptsKey, out var attemptsText) && int.TryParse(attemptsText, out var attempts)
            && metadata.TryGetValue(NextKey, out var nextText)
            && DateTimeOffset.TryParse(nextText, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var next)
            ? new(uri, state, attempts, next) { Error = metadata.TryGetValue(ErrorKey, out var error) ? error : null } : null;

    internal void Write(Dictionary<string, string> metadata)
    {
        metadata[UrlKey] = Url.AbsoluteUri;
        metadata[StateKey] = State.ToString();
        metadata[AttemptsKey] = Attempts.ToString(CultureInfo.InvariantCulture);
        metadata[NextKey] = Next.ToString("O", CultureInfo.InvariantCulture);
        if (Error is not null) metadata[ErrorKey] = Error;
    }
}
