using Speech.Functions.AzureFunctions;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Tests.Support;

namespace Speech.Functions.Tests.AzureFunctions.Support;

/// <summary>An endpoint with storage, which transcribes the blobs that a trigger names.</summary>
internal static class FunctionsEndpoint
{
    public static Task<Endpoint> StartAsync(
        Account account, TimeProvider? time = null, params (string Name, string Value)[] settings)
        => Endpoint.StartAsync(
            services => services.AddTriggeredBlobs(), time: time, settings: [.. account.Settings, ("INBOX_SECONDS", "0"), .. settings]);
}
