using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Speech.Functions.Tests.Architecture;

/// <summary>No state that is shared by the whole process: static fields are constants, or read-only with a value that cannot change.</summary>
public sealed class StaticStateTests
{
    /// <summary>The exceptions, each with its reason.</summary>
    private static readonly Dictionary<string, string> Allowed = [];

    /// <summary>Assemblies whose static state is still to be removed.</summary>
    private static readonly string[] Todo =
        ["Speech.Audio", "Speech.Checkpoints", "Speech.Diarization", "Speech.Hub", "Speech.Onnx", "Speech.Transcription", "Speech.Whisper", "Speech.Demo"];

    private static readonly HashSet<string> MutableTypes =
    [
        "List`1", "Dictionary`2", "HashSet`1", "Queue`1", "Stack`1", "SortedDictionary`2", "SortedSet`1", "LinkedList`1", "PriorityQueue`2",
        "ConcurrentDictionary`2", "ConcurrentQueue`1", "ConcurrentBag`1", "ConcurrentStack`1", "ConditionalWeakTable`2", "BlockingCollection`1",
        "StringBuilder", "MemoryStream", "Random", "BitArray", "ThreadLocal`1", "AsyncLocal`1",
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
            .Select(field => (field, fault: FaultOf(field, written))).Where(pair => pair.fault is not null && !Allowed.ContainsKey(NameOf(pair.field)))
            .Select(pair => $"{NameOf(pair.field)} {pair.fault}").ToList();

        if (found.Count > 0 && Todo.Contains(assembly)) Assert.Skip("still to be removed:\n" + string.Join("\n", found));
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
        if (MutableTypes.Contains(field.FieldType.GetElementType().Name)) return $"is a {field.FieldType.GetElementType().Name}, which can change";
        return written.Contains(field.FullName) ? "is an array that is written to" : null;
    }

    /// <summary>The static arrays that a method, other than the static constructor, loads before it writes array elements.</summary>
    private static IEnumerable<string> ArraysWritten(MethodDefinition method)
    {
        if (method.IsConstructor && method.IsStatic) return [];
        var writes = method.Body.Instructions.Any(instruction => instruction.OpCode.Name.StartsWith("stelem", StringComparison.Ordinal));
        return !writes ? [] : method.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ldsfld)
            .Select(instruction => ((FieldReference)instruction.Operand).Resolve())
            .Where(field => field is { FieldType.IsArray: true }).Select(field => field.FullName);
    }

    /// <summary>Cached delegates and the like; the field behind a static property counts.</summary>
    private static bool IsCompilerGenerated(FieldDefinition field)
        => (field.Name.Contains('<', StringComparison.Ordinal) && !field.Name.EndsWith("k__BackingField", StringComparison.Ordinal))
        || IsInGeneratedType(field.DeclaringType);

    private static bool IsInGeneratedType(TypeDefinition? type)
        => type is not null && (type.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute")
            || type.Name.Contains('<', StringComparison.Ordinal) || IsInGeneratedType(type.DeclaringType));

    private static string NameOf(FieldDefinition field)
        => $"{field.DeclaringType.FullName}.{field.Name.Replace("<", "", StringComparison.Ordinal).Replace(">k__BackingField", "", StringComparison.Ordinal)}";
}
