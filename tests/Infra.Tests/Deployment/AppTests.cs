using Speech.Infra.Tests.Support;
using Speech.TestSupport;

namespace Speech.Infra.Tests.Deployment;

public sealed class AppTests
{
    private static readonly Snapshot Snapshot = Snapshot.Committed;

    [Fact]
    public void It_runs_on_a_gpu_profile()
    {
        var profile = (string?)Snapshot.App["properties"]!["workloadProfileName"];
        var profiles = Snapshot.One("Microsoft.App/managedEnvironments")["properties"]!["workloadProfiles"]!.AsArray();
        var own = Assert.Single(profiles, candidate => (string?)candidate!["name"] == profile);
        Assert.Equal("Consumption-GPU-NC8as-T4", (string?)own!["workloadProfileType"]);
    }

    [Fact]
    public void It_requests_all_resources_of_its_gpu_profile()
    {
        Assert.Equal(8, (int?)Snapshot.Container["resources"]!["cpu"]);
        Assert.Equal("56Gi", (string?)Snapshot.Container["resources"]!["memory"]);
        // A replica has one GPU by its profile; a property of that name belongs to another kind of app.
        Assert.Null(Snapshot.Container["resources"]!["gpu"]);
    }

    [Fact]
    public void A_single_revision_serves_https_only()
    {
        var configuration = Snapshot.App["properties"]!["configuration"]!;
        Assert.Equal("Single", (string?)configuration["activeRevisionsMode"]);
        Assert.True((bool?)configuration["ingress"]!["external"]);
        Assert.False((bool?)configuration["ingress"]!["allowInsecure"]);
    }

    [Fact]
    public void Every_port_is_the_port_of_the_image()
    {
        var ports = Snapshot.Container["probes"]!.AsArray().Select(probe => (int)probe!["httpGet"]!["port"]!)
            .Append((int)Snapshot.App["properties"]!["configuration"]!["ingress"]!["targetPort"]!);
        Assert.Equal([8080], ports.Distinct());
        Assert.Contains("ASPNETCORE_URLS=http://+:8080", RepositoryFolder.Read("infra", "Dockerfile"), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_probes_request_health_and_allow_minutes_for_loading()
    {
        var probes = Snapshot.Container["probes"]!.AsArray().ToDictionary(probe => (string)probe!["type"]!, probe => probe!);
        Assert.Equal(["Liveness", "Readiness", "Startup"], probes.Keys.Order());
        Assert.All(probes.Values, probe => Assert.Equal("/health", (string?)probe["httpGet"]!["path"]));
        // The platform refuses more than ten failures and more than four minutes between them.
        Assert.All(probes.Values, probe => Assert.InRange((int)probe["failureThreshold"]!, 1, 10));
        Assert.All(probes.Values, probe => Assert.InRange((int)probe["periodSeconds"]!, 1, 240));
        Assert.InRange((int)probes["Startup"]["failureThreshold"]! * (int)probes["Startup"]["periodSeconds"]!, 600, 2400);
        // A replica whose models do not work is taken out of service before it is killed.
        Assert.True(SecondsToFailure("Readiness") < SecondsToFailure("Liveness"));

        int SecondsToFailure(string probe) => (int)probes[probe]["failureThreshold"]! * (int)probes[probe]["periodSeconds"]!;
    }

    /// <summary>The host answers nothing to a larger body than its own limit; the program answers 413.</summary>
    [Fact]
    public void No_body_that_the_program_can_refuse_reaches_the_limit_of_the_functions_host()
        => Assert.True(long.Parse(Snapshot.Environment["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"])
            >= 100L * 1048576 * int.Parse(Snapshot.Environment["MAX_BODY_MB"]));

    /// <summary>The program takes up to 5 s more than its setting, and after it the functions host 30 s for open connections and 10 s for
    /// itself.</summary>
    [Fact]
    public void The_program_and_the_functions_host_stop_within_the_grace_period()
    {
        var gracePeriod = (int)Snapshot.App["properties"]!["template"]!["terminationGracePeriodSeconds"]!;
        Assert.InRange(gracePeriod, 60, 600);
        Assert.InRange(int.Parse(Snapshot.Environment["SHUTDOWN_SECONDS"]), gracePeriod / 2, gracePeriod - 45);
    }

    [Fact]
    public void Models_are_cached_outside_the_replica_and_the_image()
    {
        var volume = Assert.Single(Snapshot.App["properties"]!["template"]!["volumes"]!.AsArray())!;
        Assert.Equal("NfsAzureFile", (string?)volume["storageType"]);
        var mount = Assert.Single(Snapshot.Container["volumeMounts"]!.AsArray())!;
        Assert.Equal((string?)volume["name"], (string?)mount["volumeName"]);
        Assert.Equal(Snapshot.Environment["HF_HOME"], (string?)mount["mountPath"]);
        Assert.Equal("NFS", (string?)Snapshot.One(
            "Microsoft.Storage/storageAccounts/fileServices/shares")["properties"]!["enabledProtocols"]);
        Assert.EndsWith($"'{(string?)volume["storageName"]}')]", (string?)Snapshot.One(
            "Microsoft.App/managedEnvironments/storages")["name"], StringComparison.Ordinal);
    }
}
