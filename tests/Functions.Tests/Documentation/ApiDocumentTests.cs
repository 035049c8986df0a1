using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Hosting;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Parameters;
using Endpoint = Speech.Functions.Tests.Fakes.Endpoint;

namespace Speech.Functions.Tests.Documentation;

/// <summary>The OpenAPI document describes the routes that exist, and nothing else.</summary>
public sealed class ApiDocumentTests : IAsyncLifetime
{
    private Endpoint _endpoint = null!;
    private ApiDescription _api = null!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await Endpoint.StartAsync();
        _api = await ApiDescription.ReadAsync(_endpoint);
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    [Fact]
    public void Its_operations_are_the_routes_of_the_endpoint()
    {
        var routes = _endpoint.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true })
            .SelectMany(route => Methods(route).Select(method => $"{method} {route.RoutePattern.RawText}".Replace("**", "")))
            .Distinct();

        Assert.Equal(
            [
                "DELETE /jobs/{id}", "GET /", "GET /health", "GET /health/live", "GET /health/ready", "GET /jobs/{id}",
                "GET /jobs/{id}/events", "GET /v1/models", "GET /v1/models/{id}", "POST /", "POST /predict",
                "POST /v1/audio/transcriptions", "POST /v1/audio/translations",
            ],
            _api.Operations.Order(StringComparer.Ordinal));
        Assert.Equal(routes.Order(StringComparer.Ordinal), _api.Operations.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("POST /")]
    [InlineData("POST /predict")]
    public void Every_parameter_of_a_transcription_is_described(string operation)
    {
        var query = _api.Operation(operation).GetProperty("parameters").EnumerateArray()
            .Where(parameter => parameter.GetProperty("in").GetString() == "query").ToList();

        Assert.Equal(ParameterReader.Names.Order(StringComparer.Ordinal), query.Select(Name).Order(StringComparer.Ordinal));
        Assert.Equal(ParameterReader.Names.Order(StringComparer.Ordinal), Members(_api.Schema("Parameters")).Order(StringComparer.Ordinal));
        Assert.All(query, parameter =>
        {
            Assert.NotEmpty(parameter.GetProperty("description").GetString()!);
            Assert.True(parameter.GetProperty("schema").TryGetProperty("type", out _), Name(parameter));
        });
    }

    [Fact]
    public void Documented_defaults_are_those_of_the_parameters()
    {
        var defaults = new RawParameters();
        foreach (var parameter in _api.Operation("POST /").GetProperty("parameters").EnumerateArray())
            if (parameter.GetProperty("schema").TryGetProperty("default", out var value)) defaults.Add(Name(parameter), value.ToString());

        Assert.Equal(new InferenceParameters(), _endpoint.Services.GetRequiredService<ParameterReader>().Read(defaults));
    }

    [Fact]
    public void Documented_limits_are_enforced()
    {
        var reader = _endpoint.Services.GetRequiredService<ParameterReader>();
        foreach (var parameter in _api.Operation("POST /").GetProperty("parameters").EnumerateArray())
        {
            if (!parameter.TryGetProperty("schema", out var schema)) continue;
            foreach (var (limit, step) in new[] { ("minimum", -1), ("maximum", 1) })
            {
                if (!schema.TryGetProperty(limit, out var value)) continue;
                var (inside, outside) = (new RawParameters(), new RawParameters());
                inside.Add(Name(parameter), $"{value.GetDouble()}");
                outside.Add(Name(parameter), $"{value.GetDouble() + step}");
                reader.Read(inside);
                Assert.Throws<ParameterException>(() => reader.Read(outside));
            }
        }
    }

    [Fact]
    public void The_three_body_formats_are_described()
        => Assert.Equal(
            ["application/json", "application/octet-stream", "audio/*", "multipart/form-data", "video/*"],
            Members(_api.Operation("POST /").GetProperty("requestBody"), "content").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_operation_has_a_unique_id_a_summary_and_examples()
    {
        var ids = _api.Operations.Select(operation => _api.Operation(operation).GetProperty("operationId").GetString()).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var name in _api.Operations)
        {
            var operation = _api.Operation(name);
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.GetProperty("description").GetString()!);
            var contents = operation.GetProperty("responses").EnumerateObject()
                .Where(response => response.Value.TryGetProperty("content", out _))
                .SelectMany(response => response.Value.GetProperty("content").EnumerateObject());
            Assert.All(contents, content => Assert.True(content.Value.TryGetProperty("example", out _), name));
        }
    }

    [Fact]
    public void Examples_match_their_schemas()
    {
        foreach (var name in _api.Operations)
        {
            var operation = _api.Operation(name);
            var responses = operation.GetProperty("responses").EnumerateObject().Select(response => response.Value);
            var bodies = operation.TryGetProperty("requestBody", out var body) ? responses.Append(body) : responses;
            var contents = bodies.Where(owner => owner.TryGetProperty("content", out _))
                .SelectMany(owner => owner.GetProperty("content").EnumerateObject());
            foreach (var content in contents)
            {
                if (!content.Value.TryGetProperty("example", out var example)) continue;
                _api.AssertValid(content.Value.GetProperty("schema"), example);
            }
        }
    }

    [Fact]
    public void Only_the_routes_that_need_the_token_say_so()
    {
        var secured = _api.Operations.Where(operation => _api.Operation(operation).TryGetProperty("security", out _))
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "DELETE /jobs/{id}", "GET /jobs/{id}", "GET /jobs/{id}/events", "GET /v1/models", "GET /v1/models/{id}", "POST /",
                "POST /predict", "POST /v1/audio/transcriptions", "POST /v1/audio/translations",
            ],
            secured);
        var schemes = _api.Document.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("bearer", schemes.GetProperty("ApiToken").GetProperty("scheme").GetString());
    }

    [Fact]
    public async Task The_functions_host_serves_the_same_document_and_page()
    {
        await using var reference = new EmbeddedApiReference();

        var document = JsonElement.Parse(await ServeAsync(reference, "/openapi/v1.json"));
        Assert.Equal(_api.Document.GetProperty("paths").GetRawText(), document.GetProperty("paths").GetRawText());
        Assert.Equal(_api.Document.GetProperty("components").GetRawText(), document.GetProperty("components").GetRawText());
        Assert.Contains("<script", await ServeAsync(reference, "/docs/"), StringComparison.Ordinal);
    }

    private static async Task<string> ServeAsync(EmbeddedApiReference reference, string path)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext
        {
            Request = { Method = "GET", Path = path, Host = new("localhost") },
            Response = { Body = body }
        };
        await reference.HandleAsync(context);
        Assert.Equal(200, context.Response.StatusCode);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }

    private static IEnumerable<string> Methods(RouteEndpoint route)
        => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Where(method => method != "HEAD");

    private static string Name(JsonElement parameter) => parameter.GetProperty("name").GetString()!;

    private static IEnumerable<string> Members(JsonElement owner, string of = "properties")
        => owner.GetProperty(of).EnumerateObject().Select(member => member.Name);
}
