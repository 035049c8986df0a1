using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class OfflineTests
{
    [Fact]
    public async Task Offline_the_cached_snapshot_is_used_without_a_request()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        var online = await stage.GetAsync();
        stage.Hub.ForgetRequests();

        Assert.Equal(online, await stage.GetAsync(options: stage.Options with { Offline = true }));

        Assert.Empty(stage.Hub.Seen);
    }

    [Fact]
    public async Task Offline_without_a_cache_is_told()
    {
        await using var stage = await Stage.OpenAsync();

        var e = await Assert.ThrowsAsync<HubOfflineException>(() => stage.GetAsync(options: stage.Options with { Offline = true }));

        Assert.Contains("HF_HUB_OFFLINE", e.Message, StringComparison.Ordinal);
        Assert.Empty(stage.Hub.Seen);
    }

    [Fact]
    public async Task Offline_a_cache_that_lacks_one_file_of_the_model_is_not_enough_even_if_the_file_is_optional()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        await stage.GetAsync(files: "config.json");
        var offline = stage.Options with { Offline = true };

        await Assert.ThrowsAsync<HubOfflineException>(() => stage.GetAsync(options: offline));
        await Assert.ThrowsAsync<HubOfflineException>(() => stage.GetAsync(options: offline, files: ["config.json", "README.md?"]));
        await stage.GetAsync(options: offline, files: ["config.json", "absent.json?", "absent-*"]);
    }

    [Fact]
    public async Task A_Hub_that_cannot_be_reached_is_replaced_by_the_cache()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        var online = await stage.GetAsync();
        var options = stage.Options;
        await stage.Hub.StopAsync();

        Assert.Equal(online, await stage.GetAsync(options: options));

        Assert.Empty(stage.Clock.Waits);
    }

    [Fact]
    public async Task A_Hub_that_cannot_be_reached_is_told_where_there_is_no_cache()
    {
        await using var stage = await Stage.OpenAsync();
        var options = stage.Options;
        await stage.Hub.StopAsync();

        var e = await Assert.ThrowsAsync<HubUnreachableException>(() => stage.GetAsync(options: options));

        Assert.IsType<HttpRequestException>(e.InnerException);
        Assert.Equal(4, stage.Clock.Waits.Count);
    }

    [Fact]
    public async Task A_failing_Hub_is_replaced_by_the_cache_but_a_refusal_is_told()
    {
        await using var stage = await Stage.OpenAsync();
        stage.AddTiny();
        var online = await stage.GetAsync();

        stage.Hub.Spoil("/revision/main", new Fault.Status(500));
        Assert.Equal(online, await stage.GetAsync());
        stage.Hub.Spoil("/revision/main", new Fault.Status(401));
        await Assert.ThrowsAsync<HubUnauthorizedException>(() => stage.GetAsync());
    }

    [Fact]
    public async Task A_new_commit_that_cannot_be_fetched_whole_leaves_the_old_one_in_use()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny(1);
        var old = await stage.GetAsync();
        model.Commit(Stage.Tiny(2));
        stage.Hub.Spoil("model.safetensors", [.. Enumerable.Repeat(new Fault.Status(500), 5)]);

        Assert.Equal(old, await stage.GetAsync());
        Assert.Equal(old, await stage.GetAsync(options: stage.Options with { Offline = true }));
        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);
    }
}
