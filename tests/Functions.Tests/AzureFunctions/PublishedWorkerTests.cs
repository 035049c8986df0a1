using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Speech.Functions.Tests.AzureFunctions.Support;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Tests.Support;
using Speech.TestSupport;

namespace Speech.Functions.Tests.AzureFunctions;

/// <summary>The published program as a worker in a process of its own, driven over the protocol of the functions host.</summary>
public sealed class PublishedWorkerTests(PublishedWorkerTests.RunningHost running) : IClassFixture<PublishedWorkerTests.RunningHost>
{
    private static readonly byte[] Wav = Recording.Jfk.From(0, 2).Wav;

    private FunctionsHost Host => running.Host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_describes_the_functions_that_the_build_has_written_down()
    {
        var folder = await running.Program.FolderAsync();
        var metadata = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "functions.metadata"), Stop));
        var written = metadata.EnumerateArray().ToDictionary(
            function => function.GetProperty("name").GetString()!, function => function.GetProperty("bindings").EnumerateArray()
                .Single(binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.Ordinal)));

        Assert.Equal(written.Keys.Order(), Host.Functions.Select(function => function.Name).Order());
        Assert.All(Host.Functions, function => Assert.Equal(
            written[function.Name].GetProperty("type").GetString(), (string?)function.Bindings.Single(
                binding => ((string?)binding!["type"])!.EndsWith("Trigger", StringComparison.Ordinal))!["type"]));
        Assert.Equal(("audio/{name}", "EventGrid"), (
            written["TranscribeBlob"].GetProperty("path").GetString(), written["TranscribeBlob"].GetProperty("source").GetString()));
    }

    [Fact]
    public async Task The_functions_host_finds_what_it_needs()
    {
        var folder = await running.Program.FolderAsync();
        var extensions = await File.ReadAllTextAsync(Path.Combine(folder, "extensions.json"), Stop);
        var worker = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "worker.config.json"), Stop));

        Assert.Contains("AzureStorageBlobs", extensions, StringComparison.Ordinal);
        Assert.Equal("Speech.Functions.dll", worker.GetProperty("description").GetProperty("defaultWorkerPath").GetString());
        Assert.True(File.Exists(Path.Combine(folder, "host.json")));
        // No library of another platform.
        if (!OperatingSystem.IsWindows()) Assert.DoesNotContain(Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories),
            file => Path.GetFileName(file) is "onnxruntime.dll" or "whisper.dll");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/predict")]
    public async Task Audio_is_transcribed_from_every_kind_of_body(string route)
    {
        var raw = await PostAsync(route, Bytes(Wav, "audio/wav"));
        var json = await PostAsync(route, JsonContent.Create(new { inputs = Convert.ToBase64String(Wav) }));
        using var form = new MultipartFormDataContent { { Bytes(Wav, "audio/wav"), "file", "speech.wav" } };
        var multipart = await PostAsync(route, form);

        Assert.NotEmpty(raw.GetProperty("text").GetString()!);
        Assert.Equal(raw.GetRawText(), json.GetRawText());
        Assert.Equal(raw.GetRawText(), multipart.GetRawText());
    }

    [Fact]
    public async Task OpenAIs_routes_answer()
    {
        foreach (var route in (string[])["transcriptions", "translations"])
        {
            using var form = new MultipartFormDataContent
            {
                { Bytes(Wav, "audio/wav"), "file", "speech.wav" }, { new StringContent("whisper-1"), "model" },
            };
            Assert.NotEmpty((await PostAsync("/v1/audio/" + route, form)).GetProperty("text").GetString()!);
        }
        var models = await Host.Client.GetFromJsonAsync<JsonElement>("/v1/models", Stop);
        Assert.Equal(1, models.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Events_are_streamed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = Bytes(Wav, "audio/wav") };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await Host.Client.SendAsync(request, Stop);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("event: result\ndata: {\"speakers\":", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "text/plain")]
    [InlineData("/health", "text/plain")]
    [InlineData("/health/ready", "text/plain")]
    [InlineData("/health/live", "text/plain")]
    [InlineData("/page/app.js", "text/javascript")]
    [InlineData("/openapi/v1.json", "application/json")]
    [InlineData("/docs/", "text/html")]
    public async Task Pages_and_probes_answer(string route, string type)
    {
        await PostAsync("/", Bytes(Wav, "audio/wav"));
        using var answer = await Host.Client.GetAsync(route, Stop);
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task A_preflight_is_answered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/predict");
        request.Headers.Add("Origin", "https://pages.example.com");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await Host.Client.SendAsync(request, Stop);
        Assert.Equal("https://pages.example.com", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task A_job_is_done_without_any_event()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = Bytes(Wav, "audio/wav") };
        request.Headers.Add("Prefer", "respond-async");
        using var accepted = await Host.Client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var route = accepted.Headers.Location!.OriginalString;

        var events = await Host.Client.GetStringAsync(route + "/events", Stop);
        Assert.Contains("\"text\":", events, StringComparison.Ordinal);
        var job = await Host.Client.GetFromJsonAsync<JsonElement>(route, Stop);
        Assert.Equal("done", job.GetProperty("state").GetString());
        using var deleted = await Host.Client.DeleteAsync(route, Stop);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Host.UntilPrintedAsync($"Blob {route.TrimStart('/')}: Published");
    }

    [Theory]
    [InlineData("length")]
    [InlineData("chunked")]
    [InlineData("json")]
    [InlineData("multipart")]
    public async Task A_body_over_the_limit_is_answered_with_413(string kind)
    {
        var audio = new byte[RunningHost.MaxBodyMegabytes * 1024 * 1024 + 1];
        using HttpContent content = kind switch
        {
            "json" => JsonContent.Create(new { inputs = Convert.ToBase64String(audio) }),
            "multipart" => new MultipartFormDataContent { { Bytes(audio, "audio/wav"), "file", "speech.wav" } },
            _ => Bytes(audio, "audio/wav"),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        request.Headers.TransferEncodingChunked = kind == "length" ? null : true;
        using var answer = await Host.Client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        var error = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop)).GetProperty("detail").GetString();
        Assert.Contains($"{RunningHost.MaxBodyMegabytes} MB", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_body_arrives_whole()
    {
        var seconds = await PostAsync("/?return_timestamps=true", Bytes(Wave.File(new short[30 * 1024 * 1024]), "audio/wav"));
        Assert.Empty(seconds.GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task A_client_that_goes_away_frees_its_permit()
    {
        // As many as there are permits, twice.
        for (var times = 0; times < 2 * RunningHost.Permits; times++)
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var body = new PausedContent();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = body };
            request.Content.Headers.ContentType = new("audio/wav");
            var sending = Host.Client.SendAsync(request, gone.Token);
            await body.Begun;
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }
        Assert.NotEmpty((await PostAsync("/", Bytes(Wav, "audio/wav"))).GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task A_blob_gets_its_outputs_an_error_or_nothing()
    {
        await running.UploadAsync("worker/right.wav", Wav);
        await running.UploadAsync("worker/wrong.wav", [1, 2, 3]);

        Assert.Equal("Success", await Host.InvokeBlobAsync("worker/right.wav"));
        Assert.Equal("Success", await Host.InvokeBlobAsync("worker/wrong.wav"));
        Assert.Equal("Success", await Host.InvokeBlobAsync("worker/missing.wav"));

        var names = await Account.NamesAsync(running.Account.Transcripts);
        Assert.Contains("worker/right.wav.json", names);
        Assert.Contains("worker/right.wav.srt", names);
        Assert.Contains("worker/wrong.wav.error.json", names);
        Assert.DoesNotContain(names, name => name.StartsWith("worker/missing", StringComparison.Ordinal));
    }

    private static ByteArrayContent Bytes(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private async Task<JsonElement> PostAsync(string route, HttpContent content)
    {
        using var answer = await Host.Client.PostAsync(route, content, Stop);
        var body = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, body + Host.Output);
        return JsonElement.Parse(body);
    }

    /// <summary>A body that begins and never ends.</summary>
    private sealed class PausedContent : HttpContent
    {
        private readonly TaskCompletionSource _begun = new();

        public Task Begun => _begun.Task;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
            => SerializeToStreamAsync(stream, context, Stop);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(Wav.AsMemory(0, 1000), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            _begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>One worker for the tests of this class.</summary>
    public sealed class RunningHost(PublishedProgram program, Azurite azurite) : IAsyncLifetime
    {
        public const int Permits = 3, MaxBodyMegabytes = 64;

        private readonly TempFolder _model = new();

        public PublishedProgram Program => program;

        internal FunctionsHost Host { get; private set; } = null!;

        internal Account Account { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            TinyCheckpoint.CopySmallTo(_model.Path);
            Account = await Account.CreateAsync(azurite);
            Host = await FunctionsHost.StartAsync(await program.FolderAsync(),
            [
                .. WorkerSettings.With(Account, _model.Path),
                ("MAX_BODY_MB", $"{MaxBodyMegabytes}"), ("MAX_CONCURRENT_REQUESTS", $"{Permits}"),
                ("CORS_ORIGINS", "https://pages.example.com"), ("WARMUP", "true"),
            ]);
        }

        public async Task UploadAsync(string name, byte[] audio)
        {
            var container = new BlobContainerClient(
                azurite.ConnectionString, WorkerSettings.AudioContainer, WorkerSettings.BlobClientOptions);
            await container.CreateIfNotExistsAsync(cancellationToken: Stop);
            await container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(audio), overwrite: true, Stop);
        }

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            _model.Dispose();
        }
    }
}
