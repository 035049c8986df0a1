using Microsoft.AspNetCore.Http;

namespace Speech.Hub.Tests.Server;

/// <summary>What the fake Hub does instead of its duty, once.</summary>
internal abstract record Fault
{
    /// <summary>Answers with a status, and no content.</summary>
    public sealed record Status(int Code, string? RetryAfter = null, string? ErrorCode = null) : Fault;

    /// <summary>Closes the connection after some bytes, before the announced length.</summary>
    public sealed record Break(int After) : Fault;

    /// <summary>Ends the content early, as if it were whole.</summary>
    public sealed record EndEarly(int After) : Fault;

    /// <summary>Sends other bytes of the same number.</summary>
    public sealed record Corrupt : Fault;

    /// <summary>Sends the whole file with status 200, whatever range was asked for.</summary>
    public sealed record IgnoreRange : Fault;

    /// <summary>Claims the range asked for, and sends the file's beginning.</summary>
    public sealed record OtherRange : Fault;

    /// <summary>Redirects elsewhere.</summary>
    public sealed record Redirect(string Location) : Fault;

    /// <summary>Answers with a text, status 200.</summary>
    public sealed record Content(string Text) : Fault;

    /// <summary>Says nothing until the client goes.</summary>
    public sealed record Silence : Fault;

    /// <summary>Sends some bytes, and says nothing more until the client goes.</summary>
    public sealed record Stall(int After) : Fault;

    /// <summary>Does its duty, but not before the test says so.</summary>
    public sealed record Hold(Task Until) : Fault;

    /// <summary>Does its duty; a place holder in a row of faults.</summary>
    public sealed record None : Fault;

    internal static async Task UntilGoneAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
