using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>A body that must arrive at a mean rate: each byte extends its deadline. A client may pause, but not trickle.</summary>
/// <param name="body">The body; not disposed.</param>
/// <param name="bytesPerSecond">The rate.</param>
/// <param name="time">The clock.</param>
internal sealed class MinRateStream(Stream body, long bytesPerSecond, TimeProvider time) : ForwardStream
{
    /// <summary>The time that every body has in addition, since connections start slowly.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    private readonly long _start = time.GetTimestamp();
    private long _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var remaining = GracePeriod + TimeSpan.FromSeconds((double)_read / bytesPerSecond) - time.GetElapsedTime(_start);
        if (remaining <= TimeSpan.Zero) throw new UploadTooSlowException(bytesPerSecond);
        using var deadline = new CancellationTokenSource(remaining, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var count = await body.ReadAsync(buffer, either.Token);
            _read += count;
            return count;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UploadTooSlowException(bytesPerSecond);
        }
    }
}
