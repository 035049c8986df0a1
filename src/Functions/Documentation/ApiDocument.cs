using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Speech.Functions.Documentation;

/// <summary>The OpenAPI document of the routes, and the page that renders it.</summary>
internal static class ApiDocument
{
    /// <summary>The name of the document, which is part of its route.</summary>
    public const string Name = "v1";

    /// <summary>The route of the page.</summary>
    public const string Page = "/docs";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        // Every route that answers GET answers HEAD; listing both would only repeat the operation.
        options.ShouldInclude = description => description.HttpMethod != HttpMethods.Head;
        options.AddDocumentTransformer(DescribeAsync);
    });

    /// <summary>Maps <c>/openapi/v1.json</c> and <c>/docs</c>.</summary>
    public static void MapApiReference(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        routes.MapScalarApiReference(Page, Configure).AddEndpointFilterFactory((_, next) => async invocation =>
        {
            SetHeaders(invocation.HttpContext);
            return await next(invocation);
        });
    }

    private static void Configure(ScalarOptions options)
    {
        (options.OperationTitleSource, options.DefaultOpenAllTags) = (OperationTitleSource.Path, true);
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.WithTitle("Speech endpoint: API reference")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .WithNonce()
            // The page must work without access to other hosts.
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp();
    }

    private static void SetHeaders(HttpContext context) => context.Response.OnStarting(() =>
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
            context.Response.Headers.ContentSecurityPolicy = PagePolicy(nonce);
        return Task.CompletedTask;
    });

    /// <summary>Allows the page its own script, by nonce, and inline styles; it loads nothing from other hosts.</summary>
    private static string PagePolicy(string nonce)
        => $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'unsafe-inline'; connect-src 'self'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; base-uri 'none'; frame-ancestors 'none'";

    private static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Speech endpoint",
            Version = Name,
            Description = "Transcribes speech: audio in, timed text with speakers out. Compatible with clients of the Hugging Face ASR and "
                + "diarization endpoint. GET routes also answer HEAD. A request that the client abandons ends with status 499 in the log.",
        };
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = ApiTags.Transcription, Description = "Transcribe audio." },
            new() { Name = ApiTags.OpenAI, Description = "The same for clients of OpenAI's API." },
            new() { Name = ApiTags.Jobs, Description = "Follow and cancel transcriptions in the background. They need a storage account." },
            new() { Name = ApiTags.Status, Description = "Probes and the home page." },
        };
        ApiSchemas.AddTo(document);
        document.AddComponent<IOpenApiSecurityScheme>(ApiSchemas.TokenScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The token of the setting `API_TOKEN`; not needed where that is unset.",
        });
        return Task.CompletedTask;
    }
}
