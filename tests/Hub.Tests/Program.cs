using Speech.Hub.Settings;
using Xunit.MicrosoftTestingPlatform;

namespace Speech.Hub.Tests;

/// <summary>Runs the tests, or, for the test of several processes, is one of them.</summary>
internal static class Program
{
    public const string Fetch = "fetch";

    public static Task<int> Main(string[] args) => args is [Fetch, var endpoint, var cache, var model, .. var files]
        ? FetchAsync(new HubOptions { Endpoint = new Uri(endpoint), CacheFolder = cache }, model, files)
        : TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);

    private static async Task<int> FetchAsync(HubOptions options, string model, string[] files)
    {
        using var client = new HubClient(options);
        Console.WriteLine(await client.GetFolderAsync(model, files));
        return 0;
    }
}
