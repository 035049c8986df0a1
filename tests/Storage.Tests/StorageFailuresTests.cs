using Azure;
using Azure.Identity;

namespace Speech.Storage.Tests;

public sealed class StorageFailuresTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(412, false)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public void Distinguishes_an_unreachable_account_from_the_failure_of_one_blob(int status, bool isUnreachable)
    {
        var failure = new RequestFailedException(status, "message");

        Assert.True(StorageFailures.IsStorageFailure(failure));
        Assert.Equal(isUnreachable, StorageFailures.IsUnreachable(failure));
    }

    [Fact]
    public void Recognizes_aggregates_of_storage_failures_only()
    {
        var failure = new RequestFailedException(0, "message");

        Assert.True(StorageFailures.IsUnreachable(new AggregateException(failure, new AuthenticationFailedException("message"))));
        Assert.False(StorageFailures.IsStorageFailure(new AggregateException(failure, new InvalidOperationException())));
        Assert.False(StorageFailures.IsStorageFailure(new AggregateException()));
    }

    [Fact]
    public void Time_outs_of_every_attempt_are_a_storage_failure_and_a_single_cancellation_is_none()
    {
        Assert.True(StorageFailures.IsUnreachable(new AggregateException(new TaskCanceledException(), new TaskCanceledException())));
        Assert.False(StorageFailures.IsStorageFailure(new TaskCanceledException()));
    }

    [Fact]
    public async Task Translates_storage_failures_and_hides_their_message()
    {
        var failure = new RequestFailedException(503, "https://account.example.com");

        var exception = await Assert.ThrowsAsync<StorageException>(() => StorageFailures.TranslateAsync<int>(() => throw failure));

        Assert.Same(failure, exception.InnerException);
        Assert.DoesNotContain("account", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => StorageFailures.TranslateAsync<int>(() => throw new InvalidOperationException()));
    }
}
