using Microsoft.Extensions.Options;
using Speech.Functions.Errors;
using Speech.Functions.Options;
using Speech.Transcription.Pipeline;

namespace Speech.Functions.Requests;

/// <summary>Opens the bodies of requests within the limits of their size, their rate and the disk.</summary>
internal sealed class Uploads(IOptions<RequestLimitOptions> limits, TimeProvider time)
{
    private readonly SpoolBudget _budget = new(limits.Value.MaxSpoolMegabytes * 1024L * 1024L);

    /// <summary>The limit of the work for a client that waits.</summary>
    public WorkLimit Work => limits.Value.Work;

    /// <exception cref="BodyTooLargeException">The content length exceeds the limit.</exception>
    public void VerifyLength(HttpRequest request)
    {
        if (request.ContentLength > limits.Value.MaxBodyBytes) throw new BodyTooLargeException(limits.Value.MaxBodyBytes);
    }

    /// <summary>An empty body whose audio counts against the disk's budget.</summary>
    public PredictBody CreateBody() => new(new AudioSpool(budget: _budget));

    /// <summary>The decoded body.</summary>
    /// <exception cref="UnsupportedContentCodingException">Its coding is not supported.</exception>
    public Stream Open(HttpRequest request)
    {
        var body = limits.Value.MinUploadRate is > 0 and var rate ? new MinRateStream(request.Body, rate * 1024L, time) : request.Body;
        return ContentCoding.Decode(request, body, limits.Value.MaxBodyBytes);
    }
}
