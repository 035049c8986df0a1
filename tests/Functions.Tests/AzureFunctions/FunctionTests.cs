using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Speech.Functions.AzureFunctions;
using Speech.Functions.Hosting;
using Speech.Functions.Tests.AzureFunctions.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;
using Endpoint = Speech.Functions.Tests.Fakes.Endpoint;

namespace Speech.Functions.Tests.AzureFunctions;

/// <summary>The function classes, invoked as the worker does.</summary>
public sealed class FunctionTests(Azurite azurite)
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void They_have_the_routes_of_the_contract_and_need_no_key_of_the_functions_host()
    {
        var triggers = Methods().SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().ToList();

        Assert.All(triggers, trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel));
        Assert.Equal(
            [
                "delete jobs/{id}", "get docs/{*path}", "get health", "get health/live", "get health/ready", "get jobs/{id}",
                "get jobs/{id}/events", "get openapi/v1.json", "get page/{file}", "get v1/models", "get v1/models/{*id}",
                "get v1/realtime", "get {ignored:maxlength(0)?}", "head health", "head health/live", "head health/ready",
                "head jobs/{id}", "head page/{file}", "head v1/models", "head v1/models/{*id}", "head {ignored:maxlength(0)?}",
                "options {*path}", "post predict", "post v1/audio/transcriptions", "post v1/audio/translations",
                "post {ignored:maxlength(0)?}",
            ],
            triggers.SelectMany(trigger => trigger.Methods!.Select(method => $"{method} {trigger.Route}")).Order(StringComparer.Ordinal));
        Assert.All(triggers, trigger => Assert.NotNull(RoutePatternFactory.Parse(trigger.Route!)));
        Assert.All(Methods().GroupBy(method => method.GetCustomAttribute<FunctionAttribute>()!.Name), named => Assert.Single(named));
    }

    [Fact]
    public async Task A_post_returns_the_transcript()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var functions = new HttpFunctions(endpoint.Services);

        Func<HttpRequest, CancellationToken, Task<IResult>>[] both = [functions.TranscribeAsync, functions.PredictAsync];
        foreach (var function in both)
        {
            var (status, body) = await RunAsync(endpoint, request => function(request, Stop), Wav);
            Assert.Equal(200, status);
            Assert.Equal(FakeModel.TextOf(Wave.Floats(Wave.Noise(1))), JsonElement.Parse(body).GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task The_realtime_route_says_that_there_are_no_web_sockets()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var functions = new HttpFunctions(endpoint.Services);
        var (status, body) = await RunAsync(endpoint, request =>
        {
            request.Path = "/v1/realtime";
            return functions.RealtimeAsync(request, Stop);
        }, []);
        Assert.Equal(501, status);
        var message = JsonElement.Parse(body).GetProperty("error").GetProperty("message").GetString();
        Assert.Contains("WebSocket", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_origins_are_allowed_by_setting()
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("CORS_ORIGINS", "https://pages.example.com"));
        var functions = new HttpFunctions(endpoint.Services);
        IHeaderDictionary headers = new HeaderDictionary();

        var (status, _) = await RunAsync(endpoint, async request =>
        {
            request.Method = "OPTIONS";
            request.Headers.Origin = "https://pages.example.com";
            request.Headers.AccessControlRequestMethod = "POST";
            var result = await functions.PreflightAsync(request, Stop);
            headers = new HeaderDictionary(request.HttpContext.Response.Headers.ToDictionary());
            return result;
        });

        Assert.Equal((204, "https://pages.example.com"), (status, headers.AccessControlAllowOrigin.ToString()));
        Assert.Contains("POST", headers.AccessControlAllowMethods.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_models_are_listed_and_a_stream_is_written_to_the_response()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var functions = new HttpFunctions(endpoint.Services);

        var (status, body) = await RunAsync(endpoint, request => functions.ListModelsAsync(request, Stop));
        Assert.Equal((200, "fake/model"), (status, JsonElement.Parse(body).GetProperty("data")[0].GetProperty("id").GetString()));
        (status, body) = await RunAsync(endpoint, request =>
        {
            request.Headers.Accept = "text/event-stream";
            return functions.TranscribeAsync(request, Stop);
        }, Wav);
        Assert.Equal(200, status);
        Assert.Contains("event: result\ndata: {\"speakers\":", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_and_health_respond()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var functions = new HttpFunctions(endpoint.Services);

        Assert.Equal((200, "OK"), await RunAsync(endpoint, request => Task.FromResult(functions.Home(request))));
        Assert.Equal(503, (await RunAsync(endpoint, request => functions.HealthAsync(request, Stop))).Status);
        await endpoint.Services.GetRequiredService<ModelHealth>().CheckAsync();
        Assert.Equal((200, "OK"), await RunAsync(endpoint, request => functions.HealthAsync(request, Stop)));
    }

    [Fact]
    public async Task Liveness_does_not_wait_for_the_models_but_readiness_does()
    {
        await using var endpoint = await Endpoint.StartAsync(loader: new FakeLoader(_ => new TaskCompletionSource<ISpeechModel>().Task));
        var functions = new HttpFunctions(endpoint.Services);

        Assert.Equal((200, "OK"), await RunAsync(endpoint, request => functions.LiveAsync(request, Stop)));
        Assert.Equal(503, (await RunAsync(endpoint, request => functions.ReadyAsync(request, Stop))).Status);
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Bearer the-token", 200)]
    public async Task The_api_token_is_required_where_the_web_host_requires_it(string? authorization, int expected)
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("API_TOKEN", "the-token"));
        var functions = new HttpFunctions(endpoint.Services);
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];

        var (status, body) = await RunAsync(endpoint, request => functions.PredictAsync(request, Stop), Wav, headers);
        Assert.Equal(expected, status);
        if (expected == 401)
            Assert.Contains("API token", JsonElement.Parse(body).GetProperty("detail").GetString(), StringComparison.Ordinal);
        // An authorized request for a job reaches the endpoint, which has none.
        var job = await RunAsync(endpoint, request => functions.JobAsync(With(request, "id", "none"), Stop), headers: headers);
        Assert.Equal(expected == 200 ? 404 : 401, job.Status);
        Assert.Equal(200, (await RunAsync(endpoint, request => Task.FromResult(functions.Home(request)))).Status);
    }

    [Fact]
    public async Task The_api_reference_is_served()
    {
        await using var endpoint = await Endpoint.StartAsync(services => services.AddSingleton<EmbeddedApiReference>());
        var functions = new HttpFunctions(endpoint.Services);

        var (status, document) = await RunAsync(endpoint, request => functions.OpenApiAsync(At(request, "/openapi/v1.json"), Stop));
        Assert.Equal((200, "3.1.1"), (status, JsonElement.Parse(document).GetProperty("openapi").GetString()));
        Assert.Equal(200, (await RunAsync(endpoint, request => functions.DocsAsync(At(request, "/docs/"), Stop))).Status);
        Assert.Equal(200, (await RunAsync(endpoint, request => functions.DocsAsync(At(request, "/docs/scalar.js"), Stop))).Status);

        static HttpRequest At(HttpRequest request, string path)
        {
            (request.Method, request.Path, request.Host) = ("GET", path, new("localhost"));
            return request;
        }
    }

    [Fact]
    public async Task A_host_that_stops_rejects_requests()
    {
        await using var endpoint = await Endpoint.StartAsync();
        endpoint.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        var (status, body) = await RunAsync(
            endpoint, request => new HttpFunctions(endpoint.Services).ListModelsAsync(request, Stop), []);

        Assert.Equal(503, status);
        Assert.Contains("stopping", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_the_invocation_cancels_the_transcription()
    {
        var model = new FakeModel { Gate = new TaskCompletionSource().Task };
        await using var endpoint = await Endpoint.StartAsync(model);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var running = RunAsync(endpoint, request => new HttpFunctions(endpoint.Services).TranscribeAsync(request, stop.Token), Wav);
        await model.Started.ReadAsync(Stop);
        await stop.CancelAsync();

        var (status, body) = await running;
        Assert.Equal(503, status);
        Assert.Contains("send the request again", body, StringComparison.Ordinal);
        Assert.True(await model.Ended.ReadAsync(Stop));
    }

    [Fact]
    public async Task A_job_is_accepted_processed_by_the_blob_function_and_reported()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await FunctionsEndpoint.StartAsync(account);
        var functions = new HttpFunctions(endpoint.Services);

        var (status, accepted) = await RunAsync(
            endpoint, request => functions.TranscribeAsync(request, Stop), Wav, ("Prefer", "respond-async"));
        Assert.Equal(202, status);
        var id = JsonElement.Parse(accepted).GetProperty("id").GetString()!;
        await new BlobFunction(endpoint.Services).TranscribeAsync(account.Audio.GetBlobClient("jobs/" + id), Stop);

        var (_, job) = await RunAsync(endpoint, request => functions.JobAsync(Routed(request), Stop));
        Assert.Equal("done", JsonElement.Parse(job).GetProperty("state").GetString());
        Assert.Equal(204, (await RunAsync(endpoint, request => functions.CancelJobAsync(Routed(request), Stop))).Status);

        HttpRequest Routed(HttpRequest request) => With(request, "id", id);
    }

    private static HttpRequest With(HttpRequest request, string routeValue, string value)
    {
        request.RouteValues[routeValue] = value;
        return request;
    }

    private static IEnumerable<MethodInfo> Methods() => new[] { typeof(HttpFunctions), typeof(BlobFunction) }
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly));

    private static async Task<(int Status, string Body)> RunAsync(
        Endpoint endpoint, Func<HttpRequest, Task<IResult>> function, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var written = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = endpoint.Services };
        context.Response.Body = written;
        foreach (var (name, value) in headers) context.Request.Headers[name] = value;
        if (body is not null)
        {
            context.Request.Method = "POST";
            context.Request.ContentType = "audio/wav";
            context.Request.Body = new MemoryStream(body);
        }
        await (await function(context.Request)).ExecuteAsync(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(written.ToArray()));
    }
}
