namespace Speech.Functions.Home;

/// <summary><c>GET /</c>: the page for a browser, <c>OK</c> for a program.</summary>
internal sealed class HomeEndpoint
{
    private readonly byte[] _page = Load();

    public IResult Handle(HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Vary = "Accept";
        if (!request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) return Results.Text("OK");
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
            + "media-src blob:; base-uri 'none'; frame-ancestors 'none'";
        return Results.Bytes(_page, "text/html; charset=utf-8");
    }

    private static byte[] Load()
    {
        using var resource = typeof(HomeEndpoint).Assembly.GetManifestResourceStream("page.html")!;
        var page = new byte[resource.Length];
        resource.ReadExactly(page);
        return page;
    }
}
