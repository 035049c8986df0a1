using Azure.Core;

namespace Speech.Storage.Containers;

/// <summary>How long a storage call may take: storage that does not answer must not keep a caller waiting for ever.</summary>
/// <param name="CallTimeout">The time-out of one attempt to send a request, or to receive a part of its response.</param>
/// <param name="Retries">How often the request is sent again. At least 1: the client reports time-outs of repeated requests as one
/// aggregate, but a single one like a cancellation by the caller.</param>
/// <param name="MaxDelay">The longest pause between two attempts.</param>
internal sealed record StorageBudget(TimeSpan CallTimeout, int Retries, TimeSpan MaxDelay)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>For calls that a client waits for, or that keep a lease.</summary>
    public static StorageBudget Interactive(TimeSpan callTimeout) => new(callTimeout, Retries: 2, MaxDelay: TimeSpan.FromSeconds(2));

    /// <summary>For calls that no one waits for.</summary>
    public static StorageBudget Background(TimeSpan callTimeout) => new(callTimeout, Retries: 4, MaxDelay: TimeSpan.FromSeconds(15));

    /// <summary>Applies the budget to the options of a client.</summary>
    public void Apply(ClientOptions options)
    {
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.NetworkTimeout = CallTimeout;
        options.Retry.MaxRetries = Retries;
        options.Retry.Delay = FirstDelay;
        options.Retry.MaxDelay = MaxDelay;
    }
}
