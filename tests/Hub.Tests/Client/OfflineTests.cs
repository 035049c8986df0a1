using Speech.Hub.Errors;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class OfflineTests
{
    [Fact]
    public async Task Offline_mode_uses_the_cached_snapshot_without_a_request()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        var online = await fixture.GetAsync();
        fixture.Hub.ClearRequests();

        Assert.Equal(online, await fixture.GetAsync(options: fixture.Options with { Offline = true }));

        Assert.Empty(fixture.Hub.Requests);
    }

    [Fact]
    public async Task Offline_mode_without_a_cached_snapshot_is_reported()
    {
        await using var fixture = await HubFixture.StartAsync();

        var exception = await Assert.ThrowsAsync<HubOfflineException>(() =>
            fixture.GetAsync(options: fixture.Options with { Offline = true }));

        Assert.Contains("HF_HUB_OFFLINE", exception.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Hub.Requests);
    }

    [Fact]
    public async Task Offline_mode_requires_optional_files_that_the_model_has()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        await fixture.GetAsync(files: "config.json");
        var offline = fixture.Options with { Offline = true };

        await Assert.ThrowsAsync<HubOfflineException>(() => fixture.GetAsync(options: offline));
        await Assert.ThrowsAsync<HubOfflineException>(() => fixture.GetAsync(options: offline, files: ["config.json", "README.md?"]));
        await fixture.GetAsync(options: offline, files: ["config.json", "absent.json?", "absent-*"]);
    }

    [Fact]
    public async Task The_cache_is_used_if_the_Hub_is_unreachable()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        var online = await fixture.GetAsync();
        var options = fixture.Options;
        await fixture.Hub.StopAsync();

        Assert.Equal(online, await fixture.GetAsync(options: options));

        Assert.Empty(fixture.Clock.Waits);
    }

    [Fact]
    public async Task An_unreachable_Hub_is_reported_if_nothing_is_cached()
    {
        await using var fixture = await HubFixture.StartAsync();
        var options = fixture.Options;
        await fixture.Hub.StopAsync();

        var exception = await Assert.ThrowsAsync<HubUnreachableException>(() => fixture.GetAsync(options: options));

        Assert.IsType<HttpRequestException>(exception.InnerException);
        Assert.Equal(4, fixture.Clock.Waits.Count);
    }

    [Fact]
    public async Task The_cache_is_used_for_server_errors_but_not_for_refusals()
    {
        await using var fixture = await HubFixture.StartAsync();
        fixture.AddTinyModel();
        var online = await fixture.GetAsync();

        fixture.Hub.InjectFaults("/revision/main", new Fault.Status(500));
        Assert.Equal(online, await fixture.GetAsync());
        fixture.Hub.InjectFaults("/revision/main", new Fault.Status(401));
        await Assert.ThrowsAsync<HubUnauthorizedException>(() => fixture.GetAsync());
    }

    [Fact]
    public async Task The_old_commit_is_used_if_the_new_one_cannot_be_downloaded()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel(1);
        var old = await fixture.GetAsync();
        model.Commit(HubFixture.Tiny(2));
        fixture.Hub.InjectFaults("model.safetensors", [.. Enumerable.Repeat(new Fault.Status(500), 5)]);

        Assert.Equal(old, await fixture.GetAsync());
        Assert.Equal(old, await fixture.GetAsync(options: fixture.Options with { Offline = true }));
        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);
    }
}
