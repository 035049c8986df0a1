using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Speech.Functions.Tests.Architecture;

/// <summary>Which namespace of an assembly uses which other, from its compiled types: signatures, attributes and method bodies.</summary>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<(string Source, string Target), SortedSet<string>> _edges = [];
    private readonly string _root;

    private NamespaceGraph(string root) => _root = root;

    public static NamespaceGraph Load(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        var graph = new NamespaceGraph(assembly.Name.Name);
        foreach (var type in assembly.MainModule.GetTypes()) graph.AddType(type);
        return graph;
    }

    /// <summary>The groups of namespaces that use each other, directly or not. Each is described by its edges and the types
    /// that cause them.</summary>
    public IReadOnlyList<string> Cycles()
    {
        var nodes = _edges.Keys.SelectMany(edge => new[] { edge.Source, edge.Target }).Distinct().Order(StringComparer.Ordinal).ToList();
        var reachable = nodes.ToDictionary(node => node, Reachable);
        return
        [
            .. nodes
                .GroupBy(node => nodes.First(
                    other => other == node || (reachable[node].Contains(other) && reachable[other].Contains(node))))
                .Where(group => group.Count() > 1).Select(group => Describe([.. group])),
        ];
    }

    private HashSet<string> Reachable(string start)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([start]);
        while (open.TryPop(out var node))
            foreach (var (source, target) in _edges.Keys)
                if (source == node && found.Add(target)) open.Push(target);
        return found;
    }

    private string Describe(HashSet<string> group) => string.Join("\n", _edges
        .Where(edge => group.Contains(edge.Key.Source) && group.Contains(edge.Key.Target))
        .OrderBy(edge => edge.Value.Count)
        .Select(edge => $"{edge.Key.Source} -> {edge.Key.Target}: {string.Join(", ", edge.Value.Take(4))} ({edge.Value.Count})"));

    private void AddType(TypeDefinition type)
    {
        Add(type, type.BaseType);
        foreach (var implemented in type.Interfaces) Add(type, implemented.InterfaceType);
        foreach (var field in type.Fields) Add(type, field.FieldType);
        foreach (var parameter in type.GenericParameters) AddConstraints(type, parameter);
        AddAttributes(type, type);
        foreach (var method in type.Methods) AddMethod(type, method);
    }

    private void AddMethod(TypeDefinition type, MethodDefinition method)
    {
        AddAttributes(type, method);
        AddSignature(type, method);
        foreach (var parameter in method.GenericParameters) AddConstraints(type, parameter);
        if (!method.HasBody) return;
        foreach (var variable in method.Body.Variables) Add(type, variable.VariableType);
        foreach (var handler in method.Body.ExceptionHandlers) Add(type, handler.CatchType);
        foreach (var instruction in method.Body.Instructions) AddOperand(type, instruction);
    }

    private void AddOperand(TypeDefinition type, Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case TypeReference used:
                Add(type, used);
                break;
            case FieldReference field:
                Add(type, field.DeclaringType);
                Add(type, field.FieldType);
                break;
            case MethodReference method:
                Add(type, method.DeclaringType);
                AddSignature(type, method);
                break;
        }
    }

    private void AddSignature(TypeDefinition type, MethodReference method)
    {
        Add(type, method.ReturnType);
        foreach (var parameter in method.Parameters) Add(type, parameter.ParameterType);
        if (method is GenericInstanceMethod generic)
            foreach (var argument in generic.GenericArguments) Add(type, argument);
    }

    private void AddConstraints(TypeDefinition type, GenericParameter parameter)
    {
        foreach (var constraint in parameter.Constraints) Add(type, constraint.ConstraintType);
    }

    private void AddAttributes(TypeDefinition type, ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Add(type, attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments)
                if (argument.Value is TypeReference used) Add(type, used);
        }
    }

    private void Add(TypeDefinition source, TypeReference? target)
    {
        switch (target)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments) Add(source, argument);
                break;
            case IModifierType modified:
                Add(source, modified.ModifierType);
                break;
        }
        var element = target.GetElementType();
        if (element.Scope is not ModuleDefinition) return;
        var (from, to) = (NamespaceOf(source), NamespaceOf(element));
        if (from == to || !IsOurs(from) || !IsOurs(to)) return;
        if (!_edges.TryGetValue((from, to), out var causes)) _edges[(from, to)] = causes = new(StringComparer.Ordinal);
        causes.Add($"{Outermost(source).Name} uses {Outermost(element).Name}");
    }

    /// <summary>Types that the compiler adds are in the global namespace or in namespaces of generators.</summary>
    private bool IsOurs(string name) => name == _root || name.StartsWith(_root + ".", StringComparison.Ordinal);

    private static string NamespaceOf(TypeReference type) => Outermost(type).Namespace;

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null) type = type.DeclaringType;
        return type;
    }
}
