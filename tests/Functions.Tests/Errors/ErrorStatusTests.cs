using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Speech.Audio.Errors;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Models;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Tests.Fakes;
using Speech.Whisper;

namespace Speech.Functions.Tests.Errors;

/// <summary>Every row of the error table except 400, over real HTTP.</summary>
public sealed class ErrorStatusTests
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer the-tokens")]
    [InlineData("Basic the-token")]
    [InlineData("the-token")]
    public async Task Status_401_without_the_api_token_before_the_body_is_read(string? authorization)
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("API_TOKEN", "the-token"));
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = Endpoint.Bytes(Wav, "text/plain") };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        var answer = await endpoint.SendAsync(request);

        Assert.Equal(401, answer.Status);
        Assert.NotEmpty(answer.Sentence);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain("the-token", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_token_grants_access_and_is_never_logged()
    {
        await using var endpoint = await Endpoint.StartAsync(settings: [("API_TOKEN", "the-token"), ("HF_TOKEN", "hf_the_other")]);
        foreach (var token in new[] { "the-token", "guessed-token" })
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = Endpoint.Bytes(Wav, "audio/wav") };
            request.Headers.TryAddWithoutValidation("Authorization", "bearer " + token);
            var answer = await endpoint.SendAsync(request);
            Assert.Equal(token == "the-token" ? 200 : 401, answer.Status);
        }

        Assert.NotEmpty(endpoint.Log.Lines);
        Assert.All(["the-token", "guessed-token", "hf_the_other"], token
            => Assert.DoesNotContain(token, endpoint.Log.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_413_by_the_content_length_alone()
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("MAX_BODY_MB", "1"));
        await using var stream = await endpoint.ConnectAsync(
            "POST / HTTP/1.1\nHost: x\nContent-Type: audio/wav\nContent-Length: 1048577\nConnection: close\n\n");

        // No byte of the body is sent.
        var answer = await new StreamReader(stream).ReadToEndAsync(Stop);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("{\"error\":\"The body is larger than the limit of 1 MB\",\"detail\":", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audio/wav")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Status_413_while_a_chunked_body_of_unknown_length_still_arrives(string type)
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("MAX_BODY_MB", "1"));
        await using var stream = await endpoint.ConnectAsync(
            $"POST / HTTP/1.1\nHost: x\nContent-Type: {type}\nTransfer-Encoding: chunked\n\n");
        var reading = new StreamReader(stream).ReadLineAsync(Stop).AsTask();

        var start = type switch
        {
            "application/json" => "{\"inputs\":\"",
            "audio/wav" => "",
            _ => "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n",
        };
        await SendUntilAnsweredAsync(stream, start, reading);

        Assert.StartsWith("HTTP/1.1 413 ", await reading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_413_for_audio_over_a_limit_of_the_decoder()
    {
        foreach (AudioException failure in (AudioException[])[
            new AudioTooLargeException(limit: 4096L << 20), new AudioTooLongException(TimeSpan.FromMinutes(1))])
        {
            await using var endpoint = await Endpoint.StartAsync(
                services => services.AddSingleton<AudioDecoding>((_, _, _) => throw failure));

            var answer = await endpoint.PostAsync(Wav, "audio/mp4");

            Assert.Equal((413, failure.Message, null), (answer.Status, answer.Sentence, answer.Headers.RetryAfter));
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/mixed; boundary=x")]
    [InlineData("image/png")]
    [InlineData("nonsense")]
    public async Task Status_415_for_an_unsupported_content_type(string type)
    {
        await using var endpoint = await Endpoint.StartAsync();

        var answer = await endpoint.PostAsync(Wav, type);

        Assert.Equal(415, answer.Status);
        Assert.Contains(type.Split(';')[0], answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_503_while_the_model_loads_and_after_loading_failed()
    {
        var time = new FakeTimeProvider();
        var loader = new FakeLoader(number => number == 1
            ? Task.FromException<ISpeechModel>(new WhisperException("The checkpoint has no encoder"))
            : new TaskCompletionSource<ISpeechModel>().Task);
        await using var endpoint = await Endpoint.StartAsync(loader: loader, time: time, settings: ("LOAD_WAIT_SECONDS", "0"));

        var loading = await endpoint.PostAsync(Wav, "audio/wav");
        Assert.Equal(503, loading.Status);
        Assert.True(loading.Headers.RetryAfter!.Delta > TimeSpan.Zero);

        // The first load has ended once its failure is reported; until then the endpoint reports that it is loading.
        var failed = await PostUntilAsync(endpoint, "failed to load");
        Assert.Equal(503, failed.Status);
        Assert.Equal("The model failed to load: The checkpoint has no encoder", failed.Sentence);
        Assert.Equal(TimeSpan.FromSeconds(1), failed.Headers.RetryAfter!.Delta);

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("still loading", (await endpoint.PostAsync(Wav, "audio/wav")).Sentence, StringComparison.Ordinal);
        Assert.Equal(2, loader.Loads);
    }

    [Fact]
    public async Task Status_503_when_the_audio_decoder_is_not_installed()
    {
        await using var endpoint = await Endpoint.StartAsync();

        var answer = await endpoint.PostAsync(FakeDecoding.Compressed, "audio/mpeg");

        Assert.Equal(503, answer.Status);
        Assert.Contains("ffmpeg", answer.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("/usr/bin", answer.Body, StringComparison.Ordinal);
        Assert.Contains("/usr/bin/ffmpeg", endpoint.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_503_when_the_audio_decoder_breaks_down_or_the_disk_is_full()
    {
        foreach (Exception failure in (Exception[])[
            new AudioDecoderFailedException(diagnostics: "exit code 137: /usr/bin"),
            new AudioDecoderCrashedException("exit code 139: /usr/bin"),
            new AudioSpoolException(new IOException("No space left on device : '/usr/bin'")),
            new AudioTimeLimitException(TimeSpan.FromMinutes(5))])
        {
            await using var endpoint = await Endpoint.StartAsync(
                services => services.AddSingleton<AudioDecoding>((_, _, _) => throw failure));

            var answer = await endpoint.PostAsync(Wav, "audio/mp4");

            Assert.Equal(503, answer.Status);
            Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
            Assert.DoesNotContain("/usr/bin", answer.Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Status_503_for_audio_that_does_not_fit_on_disk_until_there_is_room()
    {
        await using var endpoint = await Endpoint.StartAsync(settings: ("MAX_SPOOL_MB", "2"));

        var refused = await endpoint.PostAsync(Wave.File(new short[3 * 512 * 1024]), "audio/wav");

        Assert.Equal((503, TimeSpan.FromSeconds(10)), (refused.Status, refused.Headers.RetryAfter?.Delta));
        Assert.DoesNotContain("MAX_SPOOL_MB", refused.Sentence, StringComparison.Ordinal);
        Assert.Contains("MAX_SPOOL_MB is used up", endpoint.Log.Text, StringComparison.Ordinal);
        // What was refused takes no room: this fills more than half of it.
        Assert.Equal(200, (await endpoint.PostAsync(Wave.File(new short[700 * 1024]), "audio/wav")).Status);
    }

    [Fact]
    public async Task A_body_that_the_web_server_cannot_read_has_the_common_error_body()
    {
        await using var endpoint = await Endpoint.StartAsync();
        await using var stream = await endpoint.ConnectAsync(
            "POST / HTTP/1.1\nHost: x\nContent-Type: audio/wav\nTransfer-Encoding: chunked\n\nno length\n");

        var answer = await new StreamReader(stream).ReadToEndAsync(Stop);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("{\"error\":", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_500_has_a_request_id_under_which_the_log_has_the_details()
    {
        var model = new FakeModel { Fault = new InvalidOperationException("the inner life at /some/path") };
        await using var endpoint = await Endpoint.StartAsync(model);

        var answer = await endpoint.PostAsync(Wav, "audio/wav");

        Assert.Equal(500, answer.Status);
        Assert.DoesNotContain("inner life", answer.Body, StringComparison.Ordinal);
        var id = answer.Sentence.Split(' ')[^1];
        Assert.Contains(endpoint.Log.Lines, line =>
            line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal)
            && line.Contains("the inner life at /some/path", StringComparison.Ordinal)
                && line.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("POST", "/predict/more", 404)]
    [InlineData("DELETE", "/", 405)]
    [InlineData("GET", "/predict", 405)]
    [InlineData("POST", "/health", 405)]
    public async Task Unknown_routes_and_methods_have_the_common_error_body(string method, string path, int status)
    {
        await using var endpoint = await Endpoint.StartAsync();

        var answer = await endpoint.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Sentence);
    }

    private static Task<Answer> PostUntilAsync(Endpoint endpoint, string expected)
        => Endpoint.RepeatAsync(
            () => endpoint.PostAsync(Wav, "audio/wav"), answer => answer.Sentence.Contains(expected, StringComparison.Ordinal));

    private static async Task SendUntilAnsweredAsync(NetworkStream stream, string start, Task answer)
    {
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)'A');
        Encoding.ASCII.GetBytes(start).CopyTo(block, 0);
        try
        {
            // Four times the limit: the server must not read that far, and may close the connection.
            for (var sent = 0; sent < 64 && !answer.IsCompleted; sent++)
            {
                await stream.WriteAsync("10000\r\n"u8.ToArray(), Stop);
                await stream.WriteAsync(block, Stop);
                await stream.WriteAsync("\r\n"u8.ToArray(), Stop);
                block.AsSpan().Fill((byte)'A');
            }
        }
        catch (IOException)
        {
            // Closed by the server after it has responded.
        }
    }
}
