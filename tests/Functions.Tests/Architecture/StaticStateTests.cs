using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Speech.Functions.Tests.Architecture;

/// <summary>No state that is shared by the whole process: static fields are constants, or read-only with a value that cannot
/// change.</summary>
public sealed class StaticStateTests
{
    /// <summary>The exceptions, each with its reason.</summary>
    private static readonly Dictionary<string, string> Allowed = [];

    private static readonly HashSet<string> MutableTypes =
    [
        "List`1", "Dictionary`2", "HashSet`1", "Queue`1", "Stack`1", "SortedDictionary`2", "SortedSet`1", "LinkedList`1", "PriorityQueue`2",
        "ConcurrentDictionary`2", "ConcurrentQueue`1", "ConcurrentBag`1", "ConcurrentStack`1", "ConditionalWeakTable`2",
        "BlockingCollection`1", "StringBuilder", "MemoryStream", "Random", "BitArray", "ThreadLocal`1", "AsyncLocal`1",
    ];

    public static TheoryData<string> Assemblies() => [.. Repository.Assemblies()];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_has_no_mutable_static_state(string assembly)
    {
        using var definition = AssemblyDefinition.ReadAssembly(Repository.PathOfAssembly(assembly));
        var types = definition.MainModule.GetTypes().Where(type => type.FullName.StartsWith("Speech.", StringComparison.Ordinal)).ToList();
        var written = types.SelectMany(type => type.Methods).Where(method => method.HasBody).SelectMany(ArraysWritten).ToHashSet();
        var found = types.SelectMany(type => type.Fields).Where(field => field.IsStatic && !field.IsLiteral && !IsCompilerGenerated(field))
            .Select(field => (field, fault: FaultOf(field, written)))
            .Where(pair => pair.fault is not null && !Allowed.ContainsKey(NameOf(pair.field)))
            .Select(pair => $"{NameOf(pair.field)} {pair.fault}").ToList();

        Assert.Empty(found);
    }

    [Fact]
    public void Every_exception_still_exists()
    {
        var fields = Repository.Assemblies().SelectMany(assembly =>
        {
            using var definition = AssemblyDefinition.ReadAssembly(Repository.PathOfAssembly(assembly));
            return definition.MainModule.GetTypes().SelectMany(type => type.Fields).Select(NameOf).ToList();
        });
        Assert.Empty(Allowed.Keys.Except(fields));
        Assert.DoesNotContain(Allowed.Values, string.IsNullOrWhiteSpace);
    }

    private static string? FaultOf(FieldDefinition field, HashSet<string> written)
    {
        if (!field.IsInitOnly) return "is not readonly";
        if (field.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "ThreadStaticAttribute")) return "is state of a thread";
        var type = field.FieldType.GetElementType().Name;
        if (MutableTypes.Contains(type)) return $"is a {type}, which can change";
        return written.Contains(field.FullName) ? "is an array that is written to" : null;
    }

    /// <summary>The static arrays whose elements a method other than the static constructor assigns.</summary>
    private static IEnumerable<string> ArraysWritten(MethodDefinition method)
        => method.IsConstructor && method.IsStatic ? [] : method.Body.Instructions
            .Where(instruction => instruction.OpCode == OpCodes.Ldsfld && IsAssigned(instruction))
            .Select(instruction => (FieldReference)instruction.Operand).Where(field => field.FieldType.IsArray)
                .Select(field => field.FullName);

    /// <summary>Whether an element of the array that the instruction loads is stored to, with nothing but simple operands in
    /// between.</summary>
    private static bool IsAssigned(Instruction load)
    {
        for (var (next, length) = (load.Next, 0); next is not null && length < 12; next = next.Next, length++)
        {
            if (next.OpCode.Name.StartsWith("stelem", StringComparison.Ordinal)) return true;
            if (next.OpCode.FlowControl is not FlowControl.Next || next.OpCode == OpCodes.Newarr || next.OpCode == OpCodes.Dup
                || next.OpCode.Name.StartsWith("ldelem", StringComparison.Ordinal)
                || next.OpCode.Name.StartsWith("stloc", StringComparison.Ordinal))
                return false;
        }
        return false;
    }

    /// <summary>Cached delegates and the like; the field behind a static property counts.</summary>
    private static bool IsCompilerGenerated(FieldDefinition field)
        => (field.Name.Contains('<', StringComparison.Ordinal) && !field.Name.EndsWith("k__BackingField", StringComparison.Ordinal))
        || IsInGeneratedType(field.DeclaringType);

    private static bool IsInGeneratedType(TypeDefinition? type) => type is not null
        && (type.Name.Contains('<', StringComparison.Ordinal) || type.CustomAttributes.Any(IsGeneratorMark)
            || IsInGeneratedType(type.DeclaringType));

    private static bool IsGeneratorMark(CustomAttribute attribute)
        => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute";

    private static string NameOf(FieldDefinition field)
    {
        var name = field.Name.Replace("<", "", StringComparison.Ordinal).Replace(">k__BackingField", "", StringComparison.Ordinal);
        return $"{field.DeclaringType.FullName}.{name}";
    }
}
