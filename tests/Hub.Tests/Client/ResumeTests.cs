using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class ResumeTests
{
    private const string Weights = "model.safetensors";

    [Fact]
    public async Task A_broken_connection_is_resumed_at_the_byte_where_it_broke()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.Hub.Spoil(Weights, new Fault.Break(100_000), new Fault.Break(50_000));

        var folder = await stage.GetAsync();

        Stage.HoldsFiles(folder, model, Weights);
        Assert.Equal([null, "bytes=100000-", "bytes=150000-"], stage.Hub.Downloads(Weights).Select(seen => seen.Range));
    }

    [Fact]
    public async Task Content_that_ends_early_without_a_word_is_resumed_too()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.Hub.Spoil(Weights, new Fault.EndEarly(1234));

        Stage.HoldsFiles(await stage.GetAsync(), model, Weights);

        Assert.Equal([null, "bytes=1234-"], stage.Hub.Downloads(Weights).Select(seen => seen.Range));
    }

    [Fact]
    public async Task What_an_earlier_process_left_is_resumed()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.WritePartial(model[Weights], model[Weights].Content.AsSpan(0, 200_000));

        Stage.HoldsFiles(await stage.GetAsync(), model, Weights);

        Assert.Equal("bytes=200000-", Assert.Single(stage.Hub.Downloads(Weights)).Range);
        Assert.False(File.Exists(stage.Partial(model[Weights])));
    }

    [Fact]
    public async Task What_is_whole_already_is_only_verified()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.WritePartial(model[Weights], model[Weights].Content);

        Stage.HoldsFiles(await stage.GetAsync(), model, Weights);

        Assert.Empty(stage.Hub.Downloads(Weights));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    [InlineData(300_001)]
    public async Task A_left_over_with_wrong_bytes_is_thrown_away_and_the_file_comes_whole(int length)
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.WritePartial(model[Weights], FakeModel.Noise(length, 99));

        Stage.HoldsFiles(await stage.GetAsync(), model, Weights);

        Assert.Null(stage.Hub.Downloads(Weights).Last().Range);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_read_from_the_beginning()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.WritePartial(model[Weights], model[Weights].Content.AsSpan(0, 200_000));
        stage.Hub.Spoil(Weights, new Fault.IgnoreRange());

        Stage.HoldsFiles(await stage.GetAsync(), model, Weights);

        Assert.Single(stage.Hub.Downloads(Weights));
    }

    [Fact]
    public async Task A_server_that_gives_another_range_is_asked_anew()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.WritePartial(model[Weights], FakeModel.Noise(1000, 5));
        stage.Hub.Spoil(Weights, new Fault.OtherRange());

        // Its range starts at 0, and so is as good as the whole file.
        Stage.HoldsFiles(await stage.GetAsync(), model, Weights);
    }

    [Fact]
    public async Task A_range_that_is_refused_starts_the_file_anew()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        stage.WritePartial(model[Weights], model[Weights].Content.AsSpan(0, 200_000));
        stage.Hub.Spoil(Weights, new Fault.Status(416));

        Stage.HoldsFiles(await stage.GetAsync(), model, Weights);

        Assert.Equal(["bytes=200000-", null], stage.Hub.Downloads(Weights).Select(seen => seen.Range));
    }

    [Fact]
    public async Task A_cancelled_download_keeps_what_came_and_the_next_call_resumes_it()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny();
        var disk = new TestDisk();
        stage.Hub.Spoil(Weights, new Fault.Stall(120_000));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stage.Cancellation);

        var download = stage.Client(disk: disk).GetFolderAsync("org/tiny", Stage.Files, cancel.Token);
        await disk.WhenWritten(120_000);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        Assert.False(File.Exists(stage.Blob(model[Weights])));
        Assert.False(File.Exists(stage.InCache("refs", "main")));
        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);
        Assert.Equal([null, "bytes=120000-"], stage.Hub.Downloads(Weights).Select(seen => seen.Range));
    }

    [Fact]
    public async Task A_file_that_changed_in_between_is_not_mixed_with_what_came_of_the_old_one()
    {
        await using var stage = await Stage.OpenAsync();
        var model = stage.AddTiny(1);
        stage.Hub.Spoil(Weights, new Fault.Break(100_000));
        await Assert.ThrowsAnyAsync<HubException>(() => stage.GetAsync(options: stage.Options with { MaxAttempts = 1 }));
        model.Commit(Stage.Tiny(2));

        Stage.HoldsFiles(await stage.GetAsync(), model, Stage.Files);

        Assert.Null(stage.Hub.Downloads(Weights).Last().Range);
    }
}
