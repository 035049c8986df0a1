using Microsoft.Extensions.Logging.Abstractions;
using Speech.Hub.Errors;
using Speech.Hub.Settings;
using Speech.Hub.Tests.Support;
using Speech.TestSupport;

namespace Speech.Hub.Tests.Client;

public sealed class LocalFolderTests
{
    [Fact]
    public async Task An_existing_folder_is_returned_unchanged()
    {
        using var folder = new TempFolder();
        var client = Client(new HubOptions { CacheFolder = folder.Sub("cache"), Offline = true });

        Assert.Equal(folder.Path, await client.GetFolderAsync(folder.Path, ["config.json"], TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(folder.Sub("cache")));
    }

    [Theory]
    [InlineData("/no/such/folder")]
    [InlineData("./no-such-folder")]
    [InlineData("../no-such-folder")]
    [InlineData("~/no-such-folder")]
    [InlineData("no\\such\\folder")]
    public async Task A_missing_folder_is_reported_without_its_path(string path)
    {
        var client = Client(new HubOptions { CacheFolder = "cache", Offline = true });

        var exception = await Assert.ThrowsAsync<HubModelNameException>(() =>
            client.GetFolderAsync(path, [], TestContext.Current.CancellationToken));

        Assert.Equal(path, exception.Model);
        Assert.DoesNotContain("such-folder", exception.Message, StringComparison.Ordinal);
    }

    private static HubClient Client(HubOptions options) => new(
        options, () => throw new InvalidOperationException("No request is expected."), TimeProvider.System, NullLogger<HubClient>.Instance);
}
