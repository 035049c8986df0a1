// Two namespaces that use each other, for the test of NamespaceGraph: one way in a signature, the other in a method body only.
#pragma warning disable IDE0130 // The namespaces differ from the folder on purpose.
namespace Speech.Functions.Tests.Architecture.CycleSample.Left
{
    internal static class Caller
    {
        public static void Call(Right.Called called) => ArgumentNullException.ThrowIfNull(called);
    }
}

namespace Speech.Functions.Tests.Architecture.CycleSample.Right
{
    internal sealed class Called
    {
        public void Run() => Left.Caller.Call(this);
    }
}
