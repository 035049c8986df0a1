using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace Speech.Hub.Tests.Server;

/// <summary>Responses of the fake hosts, normal or faulty.</summary>
internal static class Responses
{
    public static Task SendErrorAsync(HttpContext context, int status, string? errorCode = null)
    {
        context.Response.StatusCode = status;
        if (errorCode is not null) context.Response.Headers["X-Error-Code"] = errorCode;
        return Task.CompletedTask;
    }

    /// <summary>Sends a file or the requested range.</summary>
    public static async Task SendAsync(HttpContext context, byte[] content, Fault fault)
    {
        if (await TryApplyFaultAsync(context, fault)) return;
        var response = context.Response;
        var from = fault is Fault.IgnoreRange ? 0 : From(context.Request);
        if (from > 0 && from >= content.Length)
        {
            response.StatusCode = 416;
            return;
        }
        if (from > 0) response.StatusCode = 206;
        var start = fault is Fault.OtherRange ? 0 : from;
        if (from > 0) response.Headers.ContentRange = $"bytes {start}-{content.Length - 1}/{content.Length}";
        var body = content.AsMemory(start);
        if (fault is Fault.Corrupt) body = body.ToArray().Select(b => (byte)~b).ToArray();
        response.ContentLength = fault is Fault.EndEarly early ? Math.Min(early.After, body.Length) : body.Length;
        if (context.Request.Method != "HEAD") await WriteAsync(context, body, fault);
    }

    /// <summary>Applies faults that need no content; returns whether the response is complete.</summary>
    public static async Task<bool> TryApplyFaultAsync(HttpContext context, Fault fault)
    {
        switch (fault)
        {
            case Fault.Status status:
                if (status.RetryAfter is not null) context.Response.Headers.RetryAfter = status.RetryAfter;
                await SendErrorAsync(context, status.Code, status.ErrorCode);
                return true;
            case Fault.Redirect redirect:
                context.Response.Redirect(redirect.Location);
                return true;
            case Fault.Content text:
                await context.Response.WriteAsync(text.Text);
                return true;
            case Fault.Hold hold:
                await hold.Until;
                return false;
            case Fault.Silence:
                await Fault.UntilGoneAsync(context);
                return true;
            default:
                return false;
        }
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body, Fault fault)
    {
        var length = fault switch
        {
            Fault.Break broken => broken.After,
            Fault.EndEarly early => early.After,
            Fault.Stall stall => stall.After,
            _ => body.Length,
        };
        await context.Response.Body.WriteAsync(body[..Math.Min(length, body.Length)]);
        await context.Response.Body.FlushAsync();
        if (fault is Fault.Stall) await Fault.UntilGoneAsync(context);
    }

    private static int From(HttpRequest request) =>
        RangeHeaderValue.TryParse(request.Headers.Range, out var range) ? (int)(range.Ranges.Single().From ?? 0) : 0;
}
