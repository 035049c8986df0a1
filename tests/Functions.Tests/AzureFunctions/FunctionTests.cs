using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.AzureFunctions;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Tests.Support;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;
using Endpoint = Speech.Functions.Tests.Fakes.Endpoint;

namespace Speech.Functions.Tests.AzureFunctions;

/// <summary>The function classes of the Azure build, called as the worker calls them.</summary>
public sealed class FunctionTests(Azurite azurite)
{
    private static readonly byte[] s_wav = Wave.File(Wave.Noise(seed: 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Together_they_have_the_routes_of_the_contract_and_ask_for_no_key()
    {
        var triggers = Methods().SelectMany(method => method.GetParameters()).Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().ToList();

        Assert.All(triggers, trigger => Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel));
        Assert.Equal(
            [
                "delete jobs/{id}", "get health", "get jobs/{id}", "get {ignored:maxlength(0)?}", "head health", "head jobs/{id}",
                "head {ignored:maxlength(0)?}", "post predict", "post {ignored:maxlength(0)?}",
            ],
            triggers.SelectMany(trigger => trigger.Methods.Select(method => $"{method} {trigger.Route}")).Order(StringComparer.Ordinal));
        Assert.All(triggers, trigger => Assert.NotNull(RoutePatternFactory.Parse(trigger.Route!)));
        Assert.All(Methods().GroupBy(method => method.GetCustomAttribute<FunctionAttribute>()!.Name), named => Assert.Single(named));
    }

    [Fact]
    public void The_blob_function_is_told_of_blobs_by_events()
    {
        var trigger = typeof(BlobFunction).GetMethod(nameof(BlobFunction.TranscribeAsync))!.GetParameters()[0].GetCustomAttribute<BlobTriggerAttribute>()!;
        Assert.Equal(("audio/{name}", BlobTriggerSource.EventGrid), (trigger.BlobPath, trigger.Source));
    }

    [Fact]
    public async Task A_post_is_answered_with_the_transcript()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var functions = new HttpFunctions(endpoint.Services);

        foreach (var function in new Func<HttpRequest, CancellationToken, Task<IResult>>[] { functions.TranscribeAsync, functions.PredictAsync })
        {
            var (status, body) = await RunAsync(endpoint, request => function(request, Stop), s_wav);
            Assert.Equal(200, status);
            Assert.Equal(FakeModel.TextOf(Wave.Floats(Wave.Noise(1))), JsonElement.Parse(body).GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task Home_and_health_answer()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var functions = new HttpFunctions(endpoint.Services);

        Assert.Equal((200, "OK"), await RunAsync(endpoint, request => Task.FromResult(functions.Home(request))));
        Assert.Equal(503, (await RunAsync(endpoint, request => Task.FromResult(functions.Health(request)))).Status);
        await endpoint.Services.GetRequiredService<ModelHealth>().CheckAsync();
        Assert.Equal((200, "OK"), await RunAsync(endpoint, request => Task.FromResult(functions.Health(request))));
    }

    [Fact]
    public async Task The_workers_wish_to_stop_ends_a_run()
    {
        var model = new FakeModel { Gate = new TaskCompletionSource().Task };
        await using var endpoint = await Endpoint.StartAsync(model);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var running = RunAsync(endpoint, request => new HttpFunctions(endpoint.Services).TranscribeAsync(request, stop.Token), s_wav);
        await model.Started.ReadAsync(Stop);
        await stop.CancelAsync();

        Assert.Equal(499, (await running).Status);
        Assert.True(await model.Ended.ReadAsync(Stop));
    }

    [Fact]
    public async Task A_job_is_taken_on_done_by_the_blob_function_and_told()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await Endpoint.StartAsync(settings: [.. account.Settings, ("INBOX_SECONDS", "0")]);
        var functions = new HttpFunctions(endpoint.Services);

        var (status, accepted) = await RunAsync(endpoint, request => functions.TranscribeAsync(request, Stop), s_wav, ("Prefer", "respond-async"));
        Assert.Equal(202, status);
        var id = JsonElement.Parse(accepted).GetProperty("id").GetString()!;
        await new BlobFunction(endpoint.Services).TranscribeAsync(account.Audio.GetBlobClient("jobs/" + id), Stop);

        var (_, job) = await RunAsync(endpoint, request => functions.JobAsync(Routed(request), Stop));
        Assert.Equal("done", JsonElement.Parse(job).GetProperty("state").GetString());
        Assert.Equal(204, (await RunAsync(endpoint, request => functions.CancelJobAsync(Routed(request), Stop))).Status);

        HttpRequest Routed(HttpRequest request)
        {
            request.RouteValues["id"] = id;
            return request;
        }
    }

    [Fact]
    public async Task The_blob_function_ends_well_for_wrong_audio_and_throws_what_may_pass()
    {
        var account = await Account.CreateAsync(azurite);
        await using var endpoint = await Endpoint.StartAsync(settings: [.. account.Settings, ("INBOX_SECONDS", "0")]);
        var function = new BlobFunction(endpoint.Services);
        await account.UploadAsync("wrong.wav", [1, 2, 3]);
        await account.UploadAsync("right.wav", s_wav);

        await function.TranscribeAsync(account.Audio.GetBlobClient("wrong.wav"), Stop);
        endpoint.Model.Fault = new InvalidOperationException();
        await Assert.ThrowsAsync<InvalidOperationException>(() => function.TranscribeAsync(account.Audio.GetBlobClient("right.wav"), Stop));
        endpoint.Model.Fault = null;
        await function.TranscribeAsync(account.Audio.GetBlobClient("right.wav"), Stop);

        Assert.NotNull(await account.ReadAsync("wrong.wav.error.json"));
        Assert.NotNull(await account.ReadAsync("right.wav.json"));
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
