using Microsoft.Extensions.Logging.Abstractions;
using Speech.Hub.Settings;
using Xunit.MicrosoftTestingPlatform;

namespace Speech.Hub.Tests;

/// <summary>Runs the tests; with the argument <c>fetch</c>, downloads a model as a second process for the concurrency test.</summary>
internal static class Program
{
    public const string Fetch = "fetch";

    public static Task<int> Main(string[] args) => args is [Fetch, var endpoint, var cache, var model, .. var files]
        ? FetchAsync(new HubOptions { Endpoint = new Uri(endpoint), CacheFolder = cache }, model, files)
        : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);

    private static async Task<int> FetchAsync(HubOptions options, string model, string[] files)
    {
        using var http = new HttpClient(HubClient.CreatePrimaryHandler());
        var client = new HubClient(options, () => http, TimeProvider.System, NullLogger<HubClient>.Instance);
        Console.WriteLine(await client.GetFolderAsync(model, files));
        return 0;
    }
}
