using System.Text.Json;
using Speech.Functions.Tests.AzureFunctions.Support;
using Speech.Storage.Tests.Support;

namespace Speech.Functions.Tests.AzureFunctions;

/// <summary>The published program as a worker in a process of its own.</summary>
public sealed class PublishedWorkerTests(PublishedProgram program, Azurite azurite)
{
    [Fact]
    public async Task Smoke()
    {
        var account = await Account.CreateAsync(azurite);
        await using var host = await FunctionsHost.StartAsync(await program.FolderAsync(), account.Settings.Select(s => s.Name == "AUDIO_CONTAINER" ? (s.Name, "audio") : s));
        Assert.Equal("OK", await host.Client.GetStringAsync("/", TestContext.Current.CancellationToken));
    }
}
