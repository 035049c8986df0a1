using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Speech.Functions.Errors;
using Speech.Functions.Requests;

namespace Speech.Functions.Tests.Requests;

public sealed class MinRateStreamTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_byte_extends_the_deadline_after_ten_seconds_of_grace()
    {
        var (time, body, buffer) = (new FakeTimeProvider(), new Pipe(), new byte[5000]);
        await using var stream = new MinRateStream(body.Reader.AsStream(), bytesPerSecond: 1000, time);
        for (var times = 0; times < 5; times++)
        {
            await body.Writer.WriteAsync(buffer, Stop);
            await stream.ReadExactlyAsync(buffer, Stop);
            time.Advance(TimeSpan.FromSeconds(5));
        }

        var waiting = stream.ReadAsync(buffer, Stop).AsTask();
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<UploadTooSlowException>(() => waiting.WaitAsync(TimeSpan.FromMinutes(1), Stop));
    }
}
