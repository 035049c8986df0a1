using Speech.Whisper.Decoding;

namespace Speech.Whisper.Tests.Decoding;

public sealed class FairQueueTests
{
    private const int Slots = 6;

    [Fact]
    public void A_request_occupies_no_more_than_its_share_of_the_slots_while_others_are_active()
    {
        var queue = new FairQueue();
        var (file, clip) = (new DecodingRequest(), new DecodingRequest());
        for (var i = 0; i < 2 * Slots; i++) queue.Enqueue(Window(file));
        var other = Window(clip);
        queue.Enqueue(other);

        var dequeued = DequeueAll(queue);
        Assert.Equal(Slots / 2, dequeued.Count(job => job.Request == file));
        Assert.Contains(other, dequeued);

        queue.Remove(other);
        Assert.Equal(Slots - Slots / 2, DequeueAll(queue).Count);
        foreach (var job in dequeued.Where(job => job != other)) queue.Remove(job);
        Assert.Equal(Slots / 2, DequeueAll(queue).Count);
    }

    [Fact]
    public void More_requests_than_slots_get_one_slot_each_in_turn()
    {
        var queue = new FairQueue();
        var requests = Enumerable.Range(0, Slots + 2).Select(_ => new DecodingRequest()).ToList();
        foreach (var request in requests.Concat(requests)) queue.Enqueue(Window(request));

        Assert.Equal(requests, DequeueAll(queue).Select(job => job.Request));
    }

    private static WindowJob Window(DecodingRequest request)
        => new(request, ReadOnlyMemory<float>.Empty, new DecodingOptions(), TestContext.Current.CancellationToken);

    private static List<WindowJob> DequeueAll(FairQueue queue)
    {
        var dequeued = new List<WindowJob>();
        while (queue.TryDequeue(Slots) is { } job) dequeued.Add(job);
        return dequeued;
    }
}
