using Speech.Functions.Errors;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Documentation;

/// <summary>What the endpoint answers is what the document says: every status in it can be provoked, and every answer matches its
/// schema.</summary>
public sealed class DocumentedAnswerTests
{
    private static readonly byte[] Wav = Wave.File(Wave.Noise(seed: 1));

    [Fact]
    public async Task Transcription_gives_every_documented_status_and_no_other()
    {
        var answers = new List<Answer>();
        await using (var endpoint = await Endpoint.StartAsync(settings: ("MAX_BODY_MB", "1")))
        {
            answers.Add(await endpoint.PostAsync(Wav, "audio/wav"));
            answers.Add(await endpoint.PostAsync(Wav, "audio/wav", "/?return_timestamps=word&return_turns=true"));
            answers.Add(await endpoint.PostAsync(Wav, "audio/wav", "/?batch_size=0"));
            answers.Add(await endpoint.PostJsonAsync("{"));
            answers.Add(await PostTooMuchAsync(endpoint));
            answers.Add(await endpoint.PostAsync(Wav, "text/plain"));
            endpoint.Model.Fault = new InvalidOperationException();
            answers.Add(await endpoint.PostAsync(Wav, "audio/wav"));
        }
        await using (var closed = await Endpoint.StartAsync(settings: ("API_TOKEN", "the-token")))
            answers.Add(await closed.PostAsync(Wav, "audio/wav"));
        answers.Add(await OverCapacityAsync());
        var failing = new FakeLoader(_ => Task.FromException<ISpeechModel>(new IOException("no disk")));
        await using (var unavailable = await Endpoint.StartAsync(loader: failing))
            answers.Add(await unavailable.PostAsync(Wav, "audio/wav"));

        await using var open = await Endpoint.StartAsync();
        var api = await ApiDescription.ReadAsync(open);
        foreach (var route in new[] { "POST /", "POST /predict" })
        {
            Assert.All(answers, answer => api.AssertDocumented(route, answer));
            // 202 needs a storage account and 408 a slow client: other tests provoke them.
            Assert.Equal(api.Statuses(route), answers.Select(answer => answer.Status).Append(202).Append(408).Distinct().Order());
        }
    }

    [Fact]
    public async Task Every_error_of_the_table_is_documented_for_transcription()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var api = await ApiDescription.ReadAsync(endpoint);
        // 404 is for jobs. A client that has disconnected never receives 499.
        var documented = api.Statuses("POST /").Where(status => status >= 400);
        Assert.Equal(ErrorTable.Statuses.Except([404, 499]).Order(), documented);
    }

    [Fact]
    public async Task Probes_and_home_answer_as_documented()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var api = await ApiDescription.ReadAsync(endpoint);

        api.AssertDocumented("GET /", await endpoint.GetAsync("/"));
        api.AssertDocumented("GET /", await endpoint.GetAsync("/", "text/html"));
        api.AssertDocumented("GET /health/live", await endpoint.GetAsync("/health/live"));
        var unready = await endpoint.GetAsync("/health/ready");
        api.AssertDocumented("GET /health/ready", unready);
        var ready = await Endpoint.RepeatAsync(() => endpoint.GetAsync("/health/ready"), answer => answer.Status == 200);
        api.AssertDocumented("GET /health/ready", ready);
        Assert.Equal(api.Statuses("GET /health/ready"), new[] { unready.Status, ready.Status }.Order());
        Assert.Equal(api.Statuses("GET /health"), api.Statuses("GET /health/ready"));
    }

    [Fact]
    public async Task A_missing_job_answers_as_documented()
    {
        await using var endpoint = await Endpoint.StartAsync();
        var api = await ApiDescription.ReadAsync(endpoint);
        api.AssertDocumented("GET /jobs/{id}", await endpoint.GetAsync("/jobs/none"));
        api.AssertDocumented("DELETE /jobs/{id}", await endpoint.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/jobs/none")));
    }

    /// <summary>Waits for the response before it sends the body, which the server does not read.</summary>
    private static Task<Answer> PostTooMuchAsync(Endpoint endpoint)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = Endpoint.Bytes(new byte[1024 * 1024 + 1], "audio/wav") };
        request.Headers.ExpectContinue = true;
        return endpoint.SendAsync(request);
    }

    private static async Task<Answer> OverCapacityAsync()
    {
        var gate = new TaskCompletionSource();
        var model = new FakeModel { Gate = gate.Task };
        await using var endpoint = await Endpoint.StartAsync(
            model, settings: [("MAX_CONCURRENT_REQUESTS", "1"), ("MAX_WAIT_SECONDS", "0")]);
        var first = endpoint.PostAsync(Wav, "audio/wav");
        await model.Started.ReadAsync(TestContext.Current.CancellationToken);
        var second = await endpoint.PostAsync(Wav, "audio/wav");
        gate.SetResult();
        await first;
        return second;
    }
}
