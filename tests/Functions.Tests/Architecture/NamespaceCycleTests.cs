namespace Speech.Functions.Tests.Architecture;

/// <summary>No two namespaces of an assembly use each other, directly or through others; the root namespace included.</summary>
public sealed class NamespaceCycleTests
{
    public static TheoryData<string> Assemblies() => [.. Repository.Assemblies()];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_form_no_cycle(string assembly)
    {
        var cycles = string.Join("\n\n", NamespaceGraph.Load(Repository.PathOfAssembly(assembly)).Cycles());
        Assert.True(cycles.Length == 0, cycles);
    }

    [Fact]
    public void A_cycle_through_signatures_bodies_and_attributes_is_found()
    {
        var cycles = NamespaceGraph.Load(Repository.PathOfAssembly("Speech.Functions.Tests")).Cycles();
        var cycle = Assert.Single(cycles, found => found.Contains("CycleSample", StringComparison.Ordinal));
        Assert.Contains("CycleSample.Left -> Speech.Functions.Tests.Architecture.CycleSample.Right", cycle, StringComparison.Ordinal);
    }
}
