namespace Speech.Hub.Tests.Server;

/// <summary>A request received by one of the two hosts.</summary>
internal sealed record RecordedRequest(string Host, string Method, string Path, string? Authorization, string? Range)
{
    public const string Hub = "hub";
    public const string Cdn = "cdn";
}
