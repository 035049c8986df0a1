using System.Globalization;
using System.Text.Json.Nodes;
using Speech.Infra.Tests.Deployment;
using Speech.Infra.Tests.Support;
using Speech.TestSupport;

namespace Speech.Infra.Tests.Settings;

/// <summary><c>host.json</c> agrees with the deployment.</summary>
public sealed class HostFileTests
{
    private static readonly JsonNode Host = JsonNode.Parse(RepositoryFolder.Read("host.json"))!;

    [Fact]
    public void Routes_have_no_prefix() => Assert.Equal("", (string?)Host["extensions"]!["http"]!["routePrefix"]);

    [Fact]
    public void A_function_may_run_for_hours()
        => Assert.True(TimeSpan.Parse((string)Host["functionTimeout"]!, CultureInfo.InvariantCulture) >= TimeSpan.FromHours(1));

    [Fact]
    public void The_trigger_processes_as_many_blobs_at_once_as_the_program()
        => Assert.Equal(Snapshot.Committed.Environment["MAX_CONCURRENT_JOBS"],
            Host["extensions"]!["blobs"]!["maxDegreeOfParallelism"]!.ToString());
}
