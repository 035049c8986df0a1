using Speech.Hub.Errors;
using Speech.Hub.Tests.Server;
using Speech.Hub.Tests.Support;

namespace Speech.Hub.Tests.Client;

public sealed class ResumeTests
{
    private const string Weights = "model.safetensors";

    [Fact]
    public async Task Resumes_at_the_byte_where_the_connection_broke()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.Hub.InjectFaults(Weights, new Fault.Break(100_000), new Fault.Break(50_000));

        var folder = await fixture.GetAsync();

        HubFixture.AssertContains(folder, model, Weights);
        Assert.Equal([null, "bytes=100000-", "bytes=150000-"], fixture.Hub.Downloads(Weights).Select(request => request.Range));
    }

    [Fact]
    public async Task Resumes_after_content_that_ended_early()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.Hub.InjectFaults(Weights, new Fault.EndEarly(1234));

        HubFixture.AssertContains(await fixture.GetAsync(), model, Weights);

        Assert.Equal([null, "bytes=1234-"], fixture.Hub.Downloads(Weights).Select(request => request.Range));
    }

    [Fact]
    public async Task Resumes_the_download_of_an_earlier_process()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.WritePartial(model[Weights], model[Weights].Content.AsSpan(0, 200_000));

        HubFixture.AssertContains(await fixture.GetAsync(), model, Weights);

        Assert.Equal("bytes=200000-", Assert.Single(fixture.Hub.Downloads(Weights)).Range);
        Assert.False(File.Exists(fixture.Partial(model[Weights])));
    }

    [Fact]
    public async Task A_complete_partial_file_is_only_verified()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.WritePartial(model[Weights], model[Weights].Content);

        HubFixture.AssertContains(await fixture.GetAsync(), model, Weights);

        Assert.Empty(fixture.Hub.Downloads(Weights));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    [InlineData(300_001)]
    public async Task A_corrupt_partial_file_is_downloaded_again(int length)
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.WritePartial(model[Weights], FakeModel.Noise(length, 99));

        HubFixture.AssertContains(await fixture.GetAsync(), model, Weights);

        Assert.Null(fixture.Hub.Downloads(Weights).Last().Range);
    }

    [Fact]
    public async Task A_response_that_ignores_the_range_is_read_from_the_start()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.WritePartial(model[Weights], model[Weights].Content.AsSpan(0, 200_000));
        fixture.Hub.InjectFaults(Weights, new Fault.IgnoreRange());

        HubFixture.AssertContains(await fixture.GetAsync(), model, Weights);

        Assert.Single(fixture.Hub.Downloads(Weights));
    }

    [Fact]
    public async Task A_response_with_another_range_is_handled()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.WritePartial(model[Weights], FakeModel.Noise(1000, 5));
        fixture.Hub.InjectFaults(Weights, new Fault.OtherRange());

        // The range starts at 0 and therefore is the whole file.
        HubFixture.AssertContains(await fixture.GetAsync(), model, Weights);
    }

    [Fact]
    public async Task A_rejected_range_restarts_the_file()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        fixture.WritePartial(model[Weights], model[Weights].Content.AsSpan(0, 200_000));
        fixture.Hub.InjectFaults(Weights, new Fault.Status(416));

        HubFixture.AssertContains(await fixture.GetAsync(), model, Weights);

        Assert.Equal(["bytes=200000-", null], fixture.Hub.Downloads(Weights).Select(request => request.Range));
    }

    [Fact]
    public async Task A_cancelled_download_is_resumed_by_the_next_call()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel();
        var disk = new TestDisk();
        fixture.Hub.InjectFaults(Weights, new Fault.Stall(120_000));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(HubFixture.CancellationToken);

        var download = fixture.Client(disk: disk).GetFolderAsync("org/tiny", HubFixture.Files, cancel.Token);
        await disk.WhenWritten(120_000);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        Assert.False(File.Exists(fixture.Blob(model[Weights])));
        Assert.False(File.Exists(fixture.InCache("refs", "main")));
        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);
        Assert.Equal([null, "bytes=120000-"], fixture.Hub.Downloads(Weights).Select(request => request.Range));
    }

    [Fact]
    public async Task A_changed_file_does_not_resume_the_old_one()
    {
        await using var fixture = await HubFixture.StartAsync();
        var model = fixture.AddTinyModel(1);
        fixture.Hub.InjectFaults(Weights, new Fault.Break(100_000));
        await Assert.ThrowsAnyAsync<HubException>(() => fixture.GetAsync(options: fixture.Options with { MaxAttempts = 1 }));
        model.Commit(HubFixture.Tiny(2));

        HubFixture.AssertContains(await fixture.GetAsync(), model, HubFixture.Files);

        Assert.Null(fixture.Hub.Downloads(Weights).Last().Range);
    }
}
