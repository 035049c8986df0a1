using Speech.Whisper.Decoding;

namespace Speech.Whisper.Tests.Decoding;

public sealed class WaitingLineTests
{
    private const int Rows = 6;

    [Fact]
    public void A_request_holds_no_more_rows_than_its_share_while_others_are_here()
    {
        using var line = new WaitingLine();
        var (file, clip) = (new DecodingRequest(), new DecodingRequest());
        for (var i = 0; i < 2 * Rows; i++) line.Add(Window(file));
        var other = Window(clip);
        line.Add(other);

        var taken = TakeAll(line);
        Assert.Equal(Rows / 2, taken.Count(job => job.Request == file));
        Assert.Contains(other, taken);

        line.Leave(other);
        Assert.Equal(Rows - Rows / 2, TakeAll(line).Count);
        foreach (var job in taken.Where(job => job != other)) line.Leave(job);
        Assert.Equal(Rows / 2, TakeAll(line).Count);
    }

    [Fact]
    public void More_requests_than_rows_have_one_each_in_turn()
    {
        using var line = new WaitingLine();
        var requests = Enumerable.Range(0, Rows + 2).Select(_ => new DecodingRequest()).ToList();
        foreach (var request in requests.Concat(requests)) line.Add(Window(request));

        Assert.Equal(requests, TakeAll(line).Select(job => job.Request));
    }

    private static WindowJob Window(DecodingRequest request) => new(request, ReadOnlyMemory<float>.Empty, new DecodingOptions(), TestContext.Current.CancellationToken);

    private static List<WindowJob> TakeAll(WaitingLine line)
    {
        var taken = new List<WindowJob>();
        while (line.TryTake(Rows) is { } job) taken.Add(job);
        return taken;
    }
}
