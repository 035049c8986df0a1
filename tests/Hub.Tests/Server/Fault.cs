using Microsoft.AspNetCore.Http;

namespace Speech.Hub.Tests.Server;

/// <summary>A fault of the fake Hub, applied to one request.</summary>
internal abstract record Fault
{
    /// <summary>Responds with a status and no content.</summary>
    public sealed record Status(int Code, string? RetryAfter = null, string? ErrorCode = null) : Fault;

    /// <summary>Closes the connection after some bytes, before the announced length.</summary>
    public sealed record Break(int After) : Fault;

    /// <summary>Sends fewer bytes, with a matching Content-Length.</summary>
    public sealed record EndEarly(int After) : Fault;

    /// <summary>Sends the same number of other bytes.</summary>
    public sealed record Corrupt : Fault;

    /// <summary>Ignores the range and sends the whole file with status 200.</summary>
    public sealed record IgnoreRange : Fault;

    /// <summary>Sends the start of the file instead of the requested range.</summary>
    public sealed record OtherRange : Fault;

    /// <summary>Redirects to another location.</summary>
    public sealed record Redirect(string Location) : Fault;

    /// <summary>Responds with a text and status 200.</summary>
    public sealed record Content(string Text) : Fault;

    /// <summary>Sends nothing until the client disconnects.</summary>
    public sealed record Silence : Fault;

    /// <summary>Sends some bytes, then nothing until the client disconnects.</summary>
    public sealed record Stall(int After) : Fault;

    /// <summary>Responds normally after a task has completed.</summary>
    public sealed record Hold(Task Until) : Fault;

    /// <summary>Responds normally; a placeholder in a sequence of faults.</summary>
    public sealed record None : Fault;

    internal static async Task UntilGoneAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
